import type { NotebookInput } from './input.js';

export const CLEAN_UP_TEXT = `## Clean up

An endpoint costs money until it is deleted. The cell below does nothing until \`delete_now\` is \`True\`; then it deletes the endpoint, its configuration and its model.`;

export function cleanUpCode(input: NotebookInput): string {
  const component = input.inferenceComponentName !== undefined;
  return `delete_now = False


def unless_gone(call, **name):
    """What the call gives; None where that which it names is gone already."""
    try:
        return call(**name)
    except ClientError as error:
        if "could not find" not in str(error).lower():
            raise
        return None


${component ? COMPONENT_CLEAN_UP : ''}def delete_endpoint():
    """Deletes endpoint, endpoint configuration and models, whose names AWS tells."""
    endpoint = describe()
    if endpoint is None:
        print(f"The endpoint {endpoint_name} is gone already. There is nothing to delete.")
        return
    status = endpoint["EndpointStatus"]
    if status in ("Creating", "Updating", "SystemUpdating", "RollingBack"):
        raise Stop(
            f"{endpoint_name} is {status}, and AWS deletes no endpoint while that lasts. "
            "Run this cell again once it has ended: until then the endpoint is not deleted."
        )
    config_name = endpoint["EndpointConfigName"]
    config = unless_gone(sagemaker.describe_endpoint_config, EndpointConfigName=config_name) or {}
    variants = config.get("ProductionVariants", []) + config.get("ShadowProductionVariants", [])
    model_names = {variant["ModelName"] for variant in variants if "ModelName" in variant}
    for variant in variants:
        pools = variant.get("InstancePools", [])
        model_names |= {pool["ModelNameOverride"] for pool in pools if "ModelNameOverride" in pool}
${component ? '    if not delete_component(model_names):\n        return\n' : ''}    if status != "Deleting":
        unless_gone(sagemaker.delete_endpoint, EndpointName=endpoint_name)
    print(f"Deleting {endpoint_name} …")
    sagemaker.get_waiter("endpoint_deleted").wait(
        EndpointName=endpoint_name, WaiterConfig={"Delay": ${input.emulated ? 2 : 10}, "MaxAttempts": 180}
    )
    unless_gone(sagemaker.delete_endpoint_config, EndpointConfigName=config_name)
    for model_name in model_names:
        unless_gone(sagemaker.delete_model, ModelName=model_name)
    print("The endpoint, its configuration and its model are deleted. It costs nothing from now on.")


if delete_now:
    try:
        delete_endpoint()
    except (ClientError, BotoCoreError) as error:
        raise explain(error) from None
else:
    print(f"Nothing was deleted: {endpoint_name} is still there${input.emulated ? '' : ' and is billed'}. To delete it, set delete_now to True and run this cell again.")`;
}

const COMPONENT_CLEAN_UP = `def components():
    """The names of the inference components on the endpoint."""
    pages = sagemaker.get_paginator("list_inference_components").paginate(EndpointNameEquals=endpoint_name)
    return {component["InferenceComponentName"] for page in pages for component in page["InferenceComponents"]}


def delete_component(model_names):
    """Deletes the inference component; True where it was the endpoint's last one."""
    names = components()
    others = names - {inference_component_name}
    if inference_component_name in names:
        component = sagemaker.describe_inference_component(InferenceComponentName=inference_component_name)
        if "ModelName" in component["Specification"]:
            model_names.add(component["Specification"]["ModelName"])
        sagemaker.delete_inference_component(InferenceComponentName=inference_component_name)
        print(f"Deleting {inference_component_name} …")
    if others:
        print(f"{endpoint_name} stays and goes on costing: it also runs {', '.join(sorted(others))}.")
        return False
    for _ in range(120):
        if not components():
            return True
        time.sleep(5)
    print(f"{inference_component_name} is still being deleted. Run this cell again later.")
    return False


`;
