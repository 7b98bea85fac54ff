import type { Service } from '../../core/service.js';
import { policyOperations } from './policyOperations.js';
import { roleOperations } from './roleOperations.js';
import { simulationOperations } from './simulate.js';

export const iam: Service = { name: 'iam', actions: 'iam', operations: { ...roleOperations, ...policyOperations, ...simulationOperations } };
