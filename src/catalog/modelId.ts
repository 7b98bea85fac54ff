/** Parts of an open model's id: `<framework>-<task>-<name…>`. */
export interface ModelIdParts {
  readonly framework: string;
  readonly taskCode: string;
  readonly name: string;
}

export function parseModelId(id: string): ModelIdParts | undefined {
  const [framework, taskCode, ...name] = id.split('-');
  return framework && taskCode && name.length > 0 ? { framework, taskCode, name: name.join('-') } : undefined;
}

const BRANDS: Readonly<Record<string, string>> = {
  gpt: 'GPT', llama: 'Llama', bert: 'BERT', t5: 'T5', oss: 'OSS', bart: 'BART', xlm: 'XLM', roberta: 'RoBERTa', distilbert: 'DistilBERT',
  mobilenet: 'MobileNet', resnet: 'ResNet', minilm: 'MiniLM', deepseek: 'DeepSeek', stablelm: 'StableLM', ssd: 'SSD', sam: 'SAM', xl: 'XL',
  bge: 'BGE', gte: 'GTE', mpt: 'MPT', vit: 'ViT', fcn: 'FCN', qwen: 'Qwen', yolo: 'YOLO', sdxl: 'SDXL', ner: 'NER', lightgbm: 'LightGBM',
  xgboost: 'XGBoost', catboost: 'CatBoost', autogluon: 'AutoGluon', mnli: 'MNLI',
};

/**
 * A readable name where no hub gave one: framework and task dropped, version digits joined, known brands spelt as their makers
 * spell them (`meta-textgeneration-llama-3-1-8b` → "Llama 3.1 8B").
 */
export function displayNameOf(id: string): string {
  const words = (parseModelId(id)?.name ?? id).split(/[-_\s]+/).filter((w) => w !== '');
  const joined: string[] = [];
  for (const word of words) {
    const last = joined.at(-1);
    // "3", "1" and "v0", "3" are versions; "8b" or a year is not
    if (last !== undefined && /^v?\d{1,2}(\.\d{1,2})?$/.test(last) && /^\d{1,2}$/.test(word)) joined[joined.length - 1] = `${last}.${word}`;
    else joined.push(word);
  }
  return joined.map(spell).join(' ');
}

function spell(word: string): string {
  const brand = BRANDS[word.toLowerCase()];
  if (brand !== undefined && Object.hasOwn(BRANDS, word.toLowerCase())) return brand;
  if (/^\d+(\.\d+)?[bmk]$/i.test(word)) return word.toUpperCase();
  return /^[a-z]/.test(word) ? word.charAt(0).toUpperCase() + word.slice(1) : word;
}
