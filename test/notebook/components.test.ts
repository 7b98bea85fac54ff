import assert from 'node:assert/strict';
import { buildNotebook } from '../../src/notebook/notebook.js';
import { input } from './input.js';
import { pythonOrSkip, runPython } from './support.js';

/** Runs the clean-up cell of a notebook against a made-up SageMaker that holds what the case says, and tells what is left. */
const CLEAN_UP = `
import contextlib, io, json, sys

def clean_up(case):
    left = {"components": set(case["components"]), "endpoint": {"e"}, "config": {"c"}, "models": {"m", "m-part-1"}}

    class Pages:
        def paginate(self, EndpointNameEquals):
            for name in sorted(left["components"]):
                yield {"InferenceComponents": [{"InferenceComponentName": name}]}

    class SageMaker:
        get_paginator = lambda self, name: Pages()
        get_waiter = lambda self, name: type("Waiter", (), {"wait": lambda self, **arguments: None})()
        describe_endpoint_config = lambda self, EndpointConfigName: {"ProductionVariants": [{"VariantName": "all"}]}
        describe_inference_component = lambda self, InferenceComponentName: {"Specification": {"ModelName": "m-" + InferenceComponentName}}
        delete_inference_component = lambda self, InferenceComponentName: left["components"].remove(InferenceComponentName)
        delete_endpoint_config = lambda self, EndpointConfigName: left["config"].remove(EndpointConfigName)
        delete_model = lambda self, ModelName: left["models"].remove(ModelName)

        def delete_endpoint(self, EndpointName):
            assert not left["components"], "AWS refuses to delete an endpoint with components"
            left["endpoint"].clear()

    space = {
        "sagemaker": SageMaker(), "endpoint_name": "e", "inference_component_name": "part-1", "ClientError": OSError, "BotoCoreError": OSError,
        "describe": lambda: {"EndpointConfigName": "c", "EndpointStatus": "InService"} if left["endpoint"] else None,
    }
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(case["code"], space)
    return {"left": {kind: sorted(names) for kind, names in left.items()}, "printed": out.getvalue()}

print(json.dumps([clean_up(case) for case in json.load(sys.stdin)]))
`;

describe('the clean-up of an inference component', function () {
  let python = '';
  before(async function () {
    python = await pythonOrSkip(this);
  });

  it('takes the endpoint with it only where it was the last one', async () => {
    const cell = buildNotebook(input({ inferenceComponentName: 'part-1' })).cells.at(-1);
    const code = cell?.source.join('').replace('delete_now = False', 'delete_now = True');
    const [last, shared, gone] = await runPython(python, CLEAN_UP, [['part-1'], ['part-1', 'part-2'], []].map((components) => ({ code, components }))) as { left: object; printed: string }[];
    assert.deepEqual(last?.left, { components: [], endpoint: [], config: [], models: ['m'] });
    assert.match(last.printed, /^Deleting part-1 …\nDeleting e …\nThe endpoint, .* are deleted\./);
    assert.deepEqual(shared?.left, { components: ['part-2'], endpoint: ['e'], config: ['c'], models: ['m', 'm-part-1'] });
    assert.match(shared.printed, /e stays and goes on costing: it also runs part-2\./);
    assert.deepEqual(gone?.left, { components: [], endpoint: [], config: [], models: ['m', 'm-part-1'] });
  });
});
