"""Drives the emulator with boto3 as a user would, and holds every answer against the models that boto3 brings.

Usage: boto3_clients.py URL. Prints one JSON object: what was seen, and where an answer does not fit its model.
"""
import io
import json
import sys
import time

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

url = sys.argv[1]
region = "us-west-2"
account = "111122223333"
role = f"arn:aws:iam::{account}:role/service-role/AmazonSageMaker-ExecutionRole-20260101T000000"
session = boto3.Session(aws_access_key_id="x", aws_secret_access_key="y", region_name=region)
misfits = []
checked = set()


def compare(shape, value, path):
    """Members that the model requires and the answer lacks, and members that the model does not know."""
    if shape.type_name == "structure" and isinstance(value, dict):
        for name in shape.required_members:
            if name not in value:
                misfits.append(f"{path}.{name} is missing")
        for name, inner in value.items():
            if name not in shape.members:
                misfits.append(f"{path}.{name} is unknown")
            elif inner is not None:
                compare(shape.members[name], inner, f"{path}.{name}")
    elif shape.type_name == "list" and isinstance(value, list):
        for inner in value:
            compare(shape.member, inner, f"{path}[]")


def check(model, http_response, parsed, **_):
    if http_response.status_code >= 300 or model.output_shape is None:
        return
    checked.add(f"{model.service_model.service_name}.{model.name}")
    if model.service_model.protocol_name == "json" if hasattr(model.service_model, "protocol_name") else model.metadata["protocol"] == "json":
        compare(model.output_shape, json.loads(http_response.content), model.name)
    else:
        compare(model.output_shape, {k: v for k, v in parsed.items() if k != "ResponseMetadata"}, model.name)


def client(name):
    made = session.client(name, endpoint_url=url, config=Config(retries={"max_attempts": 1}))
    made.meta.events.register("after-call", lambda **arguments: check(**arguments))
    return made


def code(call):
    try:
        call()
    except ClientError as error:
        return error.response["Error"]["Code"]
    return None


sagemaker, s3, iam, ec2, kms = (client(name) for name in ("sagemaker", "s3", "iam", "ec2", "kms"))
seen = {"version": boto3.__version__}
seen["caller"] = client("sts").get_caller_identity()["Arn"]
seen["roles"] = sum(len(page["Roles"]) for page in iam.get_paginator("list_roles").paginate(PaginationConfig={"PageSize": 2}))
seen["trust"] = iam.get_role(RoleName="MLPlatformEndpointRole")["Role"]["AssumeRolePolicyDocument"]["Statement"][0]["Principal"]
iam.simulate_principal_policy(PolicySourceArn=role, ActionNames=["s3:GetObject"])
seen["subnets"] = [len(page["Subnets"]) for page in ec2.get_paginator("describe_subnets").paginate(PaginationConfig={"PageSize": 5})]
ec2.describe_vpcs(), ec2.describe_security_groups(), ec2.describe_route_tables(), ec2.describe_vpc_endpoints()
seen["aliases"] = [alias["AliasName"] for page in kms.get_paginator("list_aliases").paginate() for alias in page["Aliases"]]
kms.list_keys(), kms.describe_key(KeyId="alias/ml-endpoints"), kms.get_key_policy(KeyId="alias/ml-endpoints")
quotas = client("service-quotas")
seen["quotas"] = sum(len(page["Quotas"]) for page in quotas.get_paginator("list_service_quotas").paginate(ServiceCode="sagemaker"))
quotas.get_service_quota(ServiceCode="sagemaker", QuotaCode="L-9614C779")
client("pricing").get_products(ServiceCode="AmazonSageMaker", Filters=[{"Type": "TERM_MATCH", "Field": "component", "Value": "Hosting"}])

bucket = f"ml-models-{account}"
s3.upload_fileobj(io.BytesIO(b"z" * 20_000_000), bucket, "multi.bin")
seen["uploaded"] = s3.head_object(Bucket=bucket, Key="multi.bin")["ContentLength"]
s3.copy_object(Bucket=bucket, Key="copy ü+.json", CopySource={"Bucket": f"jumpstart-cache-prod-{region}", "Key": "models_manifest.json"})
seen["keys"] = [entry["Key"] for entry in s3.list_objects_v2(Bucket=bucket)["Contents"]]
seen["elsewhere"] = session.client("s3", endpoint_url=url, region_name="eu-west-1").head_bucket(Bucket=bucket)["BucketRegion"]
seen["private"] = code(lambda: s3.get_object(Bucket=f"jumpstart-private-cache-prod-{region}", Key="x"))

hub = {"HubName": "SageMakerPublicHub", "HubContentType": "Model"}
sagemaker.list_hubs(), sagemaker.list_hub_contents(**hub), sagemaker.describe_hub_content(**hub, HubContentName="pytorch-ic-mobilenet-v2")
sagemaker.list_hub_content_versions(**hub, HubContentName="pytorch-ic-mobilenet-v2")
own = {"HubName": "our-models", "HubContentType": "ModelReference"}
sagemaker.describe_hub(HubName="our-models"), sagemaker.list_hub_contents(**own), sagemaker.describe_hub_content(**own, HubContentName="pytorch-ic-mobilenet-v2")
name = "boto3-endpoint"
data = {"S3Uri": f"s3://jumpstart-cache-prod-{region}/pytorch-ic/pytorch-ic-mobilenet-v2/artifacts/inference-prepack/v1.0.0/", "S3DataType": "S3Prefix", "CompressionType": "None"}
container = {"Image": f"763104351884.dkr.ecr.{region}.amazonaws.com/pytorch-inference:1.10.0-cpu-py38", "ModelDataSource": {"S3DataSource": data}}
variant = {"VariantName": "AllTraffic", "ModelName": name, "InitialInstanceCount": 1, "InstanceType": "ml.m5.large"}
sagemaker.create_model(ModelName=name, ExecutionRoleArn=role, PrimaryContainer=container, Tags=[{"Key": "a", "Value": "b"}])
sagemaker.create_endpoint_config(EndpointConfigName=name, ProductionVariants=[variant])
arn = sagemaker.create_endpoint(EndpointName=name, EndpointConfigName=name)["EndpointArn"]
sagemaker.describe_model(ModelName=name), sagemaker.describe_endpoint_config(EndpointConfigName=name), sagemaker.describe_endpoint(EndpointName=name)
seen["early delete"] = code(lambda: sagemaker.delete_endpoint(EndpointName=name))
sagemaker.get_waiter("endpoint_in_service").wait(EndpointName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 20})
seen["status"] = sagemaker.describe_endpoint(EndpointName=name)["EndpointStatus"]
sagemaker.add_tags(ResourceArn=arn, Tags=[{"Key": "c", "Value": "d"}]), sagemaker.list_tags(ResourceArn=arn)
sagemaker.list_models(), sagemaker.list_endpoint_configs(), sagemaker.list_endpoints(), sagemaker.list_inference_components()
seen["tagged"] = len(client("resourcegroupstaggingapi").get_resources(ResourceTypeFilters=["sagemaker:endpoint"])["ResourceTagMappingList"])
seen["log"] = client("logs").describe_log_streams(logGroupName=f"/aws/sagemaker/Endpoints/{name}")["logStreams"][0]["logStreamName"].split("/")[0]
runtime = client("sagemaker-runtime")
answer = runtime.invoke_endpoint(EndpointName=name, ContentType="application/x-image", Accept="application/json;verbose", Body=b"\xff\xd8")
seen["answer"] = sorted(json.loads(answer["Body"].read()))
if hasattr(runtime, "invoke_endpoint_with_response_stream"):
    stream = runtime.invoke_endpoint_with_response_stream(EndpointName=name, ContentType="application/x-image", Body=b"\xff\xd8")
    seen["parts"] = sum(1 for event in stream["Body"] if "PayloadPart" in event)
seen["wrong type"] = code(lambda: runtime.invoke_endpoint(EndpointName=name, ContentType="text/csv", Body=b"1"))
watch = client("cloudwatch")
span = {"StartTime": time.time() - 3600, "EndTime": time.time() + 60}
both = [{"Name": "EndpointName", "Value": name}, {"Name": "VariantName", "Value": "AllTraffic"}]
stat = lambda ident, metric, how, space="AWS/SageMaker": {"Id": ident, "MetricStat": {"Metric": {"Namespace": space, "MetricName": metric, "Dimensions": both}, "Period": 3600, "Stat": how}}
data = {r["Id"]: r["Values"] for r in watch.get_metric_data(MetricDataQueries=[stat("i", "Invocations", "Sum"), stat("e", "Invocation4XXErrors", "Sum"), stat("l", "ModelLatency", "p90"), stat("c", "CPUUtilization", "Average", "/aws/sagemaker/Endpoints")], **span)["MetricDataResults"]}
streamed = hasattr(runtime, "invoke_endpoint_with_response_stream")
seen["invoked"] = [sum(data["i"]) - (1 if streamed else 0), sum(data["e"])]
seen["latency"] = all(value >= 1000 for value in data["l"]) and len(data["l"]) > 0
seen["utilised"] = all(0 < value < 100 for value in data["c"]) and len(data["c"]) > 0
seen["metrics"] = sorted(m["MetricName"] for page in watch.get_paginator("list_metrics").paginate(Namespace="AWS/SageMaker", Dimensions=both[:1]) for m in page["Metrics"])
watch.put_metric_data(Namespace="own", MetricData=[{"MetricName": "m", "Values": [1, 2], "Counts": [2, 2]}])
seen["own"] = watch.get_metric_statistics(Namespace="own", MetricName="m", Period=3600, Statistics=["Sum"], ExtendedStatistics=["p50"], **span)["Datapoints"][-1]["Sum"]
seen["AWS/"] = code(lambda: watch.put_metric_data(Namespace="AWS/SageMaker", MetricData=[{"MetricName": "m", "Value": 1}]))
scaling = client("application-autoscaling")
target = {"ServiceNamespace": "sagemaker", "ResourceId": f"endpoint/{name}/variant/AllTraffic", "ScalableDimension": "sagemaker:variant:DesiredInstanceCount"}
scaling.register_scalable_target(MinCapacity=1, MaxCapacity=4, **target)
tracking = {"TargetValue": 12.5, "PredefinedMetricSpecification": {"PredefinedMetricType": "SageMakerVariantInvocationsPerInstance"}}
scaling.put_scaling_policy(PolicyName="busy", PolicyType="TargetTrackingScaling", TargetTrackingScalingPolicyConfiguration=tracking, **target)
registered = [t for page in scaling.get_paginator("describe_scalable_targets").paginate(ServiceNamespace="sagemaker") for t in page["ScalableTargets"]][0]
policy = [p for page in scaling.get_paginator("describe_scaling_policies").paginate(ServiceNamespace="sagemaker") for p in page["ScalingPolicies"]][0]
seen["scaled"] = [registered["MinCapacity"], registered["MaxCapacity"], policy["TargetTrackingScalingPolicyConfiguration"]["TargetValue"]]
scaling.delete_scaling_policy(PolicyName="busy", **target), scaling.deregister_scalable_target(**target)
seen["scaling ended"] = code(lambda: scaling.deregister_scalable_target(**target))
sagemaker.delete_endpoint(EndpointName=name)
sagemaker.get_waiter("endpoint_deleted").wait(EndpointName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 20})
sagemaker.delete_endpoint_config(EndpointConfigName=name), sagemaker.delete_model(ModelName=name)
seen["gone"] = code(lambda: sagemaker.describe_endpoint(EndpointName=name))
print(json.dumps({"seen": seen, "misfits": sorted(set(misfits)), "checked": sorted(checked)}))
