import { type Json, isObject } from '../../shared/json.js';

/**
 * Whether a trust policy lets SageMaker assume the role. Conditions, usually on account or source ARN, are not judged.
 * @param document JSON, URL-encoded as IAM answers it
 */
export function trustsSageMaker(document: string | undefined): boolean {
  const statements = listOf(parse(document ?? '')['Statement']).filter(isObject);
  return statements.some((statement) => statement['Effect'] === 'Allow' && allowsAssuming(statement['Action']) && namesSageMaker(statement['Principal']))
    && !statements.some((statement) => statement['Effect'] === 'Deny' && statement['Condition'] === undefined && allowsAssuming(statement['Action']) && namesSageMaker(statement['Principal']));
}

/** A policy as IAM answers it, as JSON. */
export function decoded(document: string | undefined): string | undefined {
  try {
    return document?.startsWith('%') === true ? decodeURIComponent(document) : document;
  } catch {
    return document;
  }
}

function parse(document: string): { [key: string]: Json } {
  try {
    const parsed: unknown = JSON.parse(decoded(document) ?? '');
    return isObject(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

function allowsAssuming(action: Json | undefined): boolean {
  return listOf(action).some((name) => typeof name === 'string' && ['*', 'sts:*', 'sts:assume*', 'sts:assumerole*', 'sts:assumerole'].includes(name.toLowerCase()));
}

function namesSageMaker(principal: Json | undefined): boolean {
  // "*" as the whole principal means everybody
  if (principal === '*') return true;
  return isObject(principal) && listOf(principal['Service']).some((name) => typeof name === 'string' && /^sagemaker\.amazonaws\.com(\.cn)?$/.test(name));
}

function listOf(value: Json | undefined): Json[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}
