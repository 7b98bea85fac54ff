// Whether a value is of the type that an interface declares, by TypeScript's own reading of the source. So nothing that is declared needs
// to be written down a second time, and nothing declared anew is forgotten.
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const OPTIONS: ts.CompilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext, lib: ['lib.es2023.d.ts'], types: ['node'], strict: true, exactOptionalPropertyTypes: true, skipLibCheck: true, noEmit: true };

export class Declared {
  private readonly checker: ts.TypeChecker;
  private readonly source: ts.SourceFile;

  /** @param path of a source file, from the project's folder */
  constructor(path: string) {
    const file = fileURLToPath(new URL(`../../${path}`, import.meta.url));
    const program = ts.createProgram([file], OPTIONS);
    this.checker = program.getTypeChecker();
    const source = program.getSourceFile(file);
    if (!source) throw new Error(`There is no ${path}.`);
    this.source = source;
  }

  /** Of an interface or class that the file declares. */
  type(name: string): ts.Type {
    const module = this.checker.getSymbolAtLocation(this.source);
    const found = module && this.checker.getExportsOfModule(module).find((symbol) => symbol.name === name);
    if (!found) throw new Error(`There is no type ${name}.`);
    return this.checker.getDeclaredTypeOfSymbol(found);
  }

  /** What each method answers, its promise kept; of ports that hold methods, those as well: `account.roles`. */
  answers(of: ts.Type, prefix = ''): Map<string, ts.Type> {
    return new Map(of.getProperties().flatMap((property): [string, ts.Type][] => {
      const type = this.checker.getTypeOfSymbolAtLocation(property, this.source);
      const [signature] = type.getCallSignatures();
      if (signature === undefined) return [...this.answers(type, `${prefix}${property.name}.`)];
      return [[prefix + property.name, this.checker.getAwaitedType(signature.getReturnType()) ?? signature.getReturnType()]];
    }));
  }

  /** Where the value is of another type: the path and what was found there; undefined where it is of this one. */
  misfit(value: unknown, type: ts.Type, path = ''): string | undefined {
    if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.Void)) return undefined;
    if (type.isUnion()) return type.types.every((each) => this.misfit(value, each, path) !== undefined) ? told(value, path, this.checker.typeToString(type)) : undefined;
    if (type.isIntersection()) return type.types.map((each) => this.misfit(value, each, path)).find((found) => found !== undefined);
    const fits = type.flags & ts.TypeFlags.Object ? undefined : this.fitsPlain(value, type);
    if (fits !== undefined) return fits ? undefined : told(value, path, this.checker.typeToString(type));
    return this.misfitObject(value, type, path);
  }

  private fitsPlain(value: unknown, type: ts.Type): boolean {
    if (type.isStringLiteral() || type.isNumberLiteral()) return value === type.value;
    if (type.flags & ts.TypeFlags.BooleanLiteral) return String(value) === this.checker.typeToString(type) && typeof value === 'boolean';
    if (type.flags & ts.TypeFlags.String) return typeof value === 'string';
    // what is no number, or has no end, is none that anything can be done with
    if (type.flags & ts.TypeFlags.Number) return typeof value === 'number' && Number.isFinite(value);
    if (type.flags & ts.TypeFlags.Undefined) return value === undefined;
    return type.flags & ts.TypeFlags.Null ? value === null : false;
  }

  private misfitObject(value: unknown, type: ts.Type, path: string): string | undefined {
    const name = type.getSymbol()?.name;
    const wrong = (): string => told(value, path, this.checker.typeToString(type));
    if (type.getCallSignatures().length > 0) return typeof value === 'function' ? undefined : wrong();
    if (name === 'Date') return value instanceof Date && !Number.isNaN(value.getTime()) ? undefined : wrong();
    if (name === 'Uint8Array') return value instanceof Uint8Array ? undefined : wrong();
    const [first, second] = this.checker.getTypeArguments(type as ts.TypeReference);
    if (name === 'Map' || name === 'ReadonlyMap') return value instanceof Map ? this.first([...value].flatMap(([key, held]) => [[key, first, `${path}(key)`], [held, second, `${path}(${String(key)})`]])) : wrong();
    if (this.checker.isArrayType(type)) return Array.isArray(value) ? this.first(value.map((each, at) => [each, first, `${path}[${at}]`])) : wrong();
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return name === '__type' && type.getProperties().length === 0 && value !== undefined && value !== null ? undefined : wrong();
    const [index] = this.checker.getIndexInfosOfType(type);
    const extra = index ? Object.keys(value).map((key): Part => [Reflect.get(value, key), index.type, `${path}.${key}`]) : [];
    const members = type.getProperties().flatMap((property): Part[] => (property.flags & ts.SymbolFlags.Optional && !Object.hasOwn(value, property.name) ? []
      : [[Reflect.get(value, property.name), this.checker.getTypeOfSymbolAtLocation(property, this.source), `${path}.${property.name}`]]));
    return this.first([...members, ...extra]);
  }

  private first(parts: readonly Part[]): string | undefined {
    for (const [value, type, path] of parts) {
      const found = type && this.misfit(value, type, path);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

type Part = [value: unknown, type: ts.Type | undefined, path: string];

function told(value: unknown, path: string, wanted: string): string {
  const shown = typeof value === 'bigint' || typeof value === 'symbol' || typeof value === 'function' ? String(value) : value instanceof Date ? 'a date that is none' : value === undefined ? 'missing' : JSON.stringify(value);
  return `${path || 'the answer'} is ${shown.slice(0, 80)}, not ${wanted}`;
}
