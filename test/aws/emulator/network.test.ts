import { AuthorizeSecurityGroupEgressCommand, CreateRouteCommand, CreateVpcEndpointCommand, DeleteVpcEndpointsCommand, DescribeNatGatewaysCommand, DescribePrefixListsCommand, DescribeRouteTablesCommand, DescribeSecurityGroupsCommand, DescribeVpcEndpointsCommand, ModifyVpcEndpointCommand, RevokeSecurityGroupEgressCommand } from '@aws-sdk/client-ec2';
import { DescribeEndpointCommand } from '@aws-sdk/client-sagemaker';
import assert from 'node:assert/strict';
import { clientsOf, deploy, emulatorForSuite, region, type Clients } from './support.js';

const id = (kind: string, n: string): string => `${kind}-0a1b2c3d4e5f6${n}`;

describe('emulator: the way from a VPC to S3', () => {
  const emulator = emulatorForSuite();
  let clients: Clients;
  let n = 0;
  before(() => { clients = clientsOf(emulator.current); });
  beforeEach(() => emulator.current.setStates([]));

  /** What becomes of an endpoint with a model in these subnets. */
  async function fate(Subnets: string[], group: string): Promise<string> {
    const name = `vpc-${++n}`;
    await deploy(clients, name, 'ml.m5.large', { VpcConfig: { Subnets, SecurityGroupIds: [group] } });
    emulator.current.advance(3600);
    const found = await clients.sagemaker.send(new DescribeEndpointCommand({ EndpointName: name }));
    return found.FailureReason ?? found.EndpointStatus ?? '';
  }
  const failed = /^Failed to download model data for container "container_1" from URL: "s3:/;
  const platform = [id('subnet', '0011'), id('subnet', '0012')];

  const seeds: [title: string, subnets: string[], group: string, reaches: boolean][] = [
    ['a gateway endpoint', platform, id('sg', '0032'), true], ['NAT, and a group that lets HTTPS to S3 out', [id('subnet', '0025'), id('subnet', '0026')], id('sg', '0039'), true], ['a gateway endpoint, and a group that lets nothing out', platform, id('sg', '0033'), false],
    ['an internet gateway', [id('subnet', '0014'), id('subnet', '0012')], id('sg', '0032'), false], ['an interface endpoint', [id('subnet', '0023'), id('subnet', '0024')], id('sg', '0036'), true],
    ['NAT alone', [id('subnet', '0025'), id('subnet', '0026')], id('sg', '0037'), true], ['nothing', [id('subnet', '0021'), id('subnet', '0022')], id('sg', '0035'), false],
    ['an endpoint whose policy leaves JumpStart out', [id('subnet', '0027'), id('subnet', '0028')], id('sg', '0038'), false],
  ];
  for (const [title, subnets, group, reaches] of seeds) {
    it(`${reaches ? 'leads' : 'does not lead'} through ${title}`, async () => {
      const reason = await fate(subnets, group);
      if (reaches) assert.equal(reason, 'InService');
      else assert.match(reason, failed);
    });
  }

  it('is changed through the API', async () => {
    const lab = [id('subnet', '0021'), id('subnet', '0022')];
    const VpcId = id('vpc', '0002');
    const { VpcEndpoint } = await clients.ec2.send(new CreateVpcEndpointCommand({ VpcId, ServiceName: `com.amazonaws.${region}.s3`, RouteTableIds: [id('rtb', '0002')] }));
    const endpoint = VpcEndpoint?.VpcEndpointId ?? '';
    assert.equal(await fate(lab, id('sg', '0035')), 'InService');
    await clients.ec2.send(new ModifyVpcEndpointCommand({ VpcEndpointId: endpoint, PolicyDocument: JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }, { Effect: 'Deny', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::jumpstart-cache-prod-${region}/*` }] }) }));
    assert.match(await fate(lab, id('sg', '0035')), failed);
    await clients.ec2.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [endpoint] }));
    await clients.ec2.send(new CreateRouteCommand({ RouteTableId: id('rtb', '0002'), DestinationCidrBlock: '0.0.0.0/0', TransitGatewayId: 'tgw-0a1b2c3d4e5f60099' }));
    assert.equal(await fate(lab, id('sg', '0035')), 'InService');
    const all = { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
    await clients.ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId: id('sg', '0035'), IpPermissions: [all] }));
    assert.match(await fate(lab, id('sg', '0035')), failed);
    await clients.ec2.send(new AuthorizeSecurityGroupEgressCommand({ GroupId: id('sg', '0035'), IpPermissions: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }] }));
    assert.equal(await fate(lab, id('sg', '0035')), 'InService');
  });

  it('is broken by name', async () => {
    for (const state of ['noRouteToS3', 'endpointPolicyForbids', 'endpointPending', 'noEgress']) {
      emulator.current.setStates([{ state }]);
      assert.match(await fate(platform, id('sg', '0032')), failed, state);
    }
  });

  it('is shown by the reads', async () => {
    const { VpcEndpoints: [link] = [] } = await clients.ec2.send(new DescribeVpcEndpointsCommand({ Filters: [{ Name: 'vpc-endpoint-type', Values: ['Interface'] }] }));
    assert.deepEqual([link?.SubnetIds?.length, link?.Groups?.[0]?.GroupName, link?.PrivateDnsEnabled, link?.State], [2, 'default', true, 'available']);
    const { RouteTables: [table] = [] } = await clients.ec2.send(new DescribeRouteTablesCommand({ Filters: [{ Name: 'association.main', Values: ['true'] }, { Name: 'vpc-id', Values: [id('vpc', '0006')] }] }));
    assert.deepEqual(table?.Routes?.map((route) => route.GatewayId ?? route.NatGatewayId), ['local', id('nat', '0042')]);
    assert.equal((await clients.ec2.send(new DescribeNatGatewaysCommand({}))).NatGateways?.[0]?.VpcId, id('vpc', '0006'));
    const list = (await clients.ec2.send(new DescribePrefixListsCommand({}))).PrefixLists?.[0]?.PrefixListId;
    const groups = (await clients.ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [id('sg', '0033'), id('sg', '0039')] }))).SecurityGroups ?? [];
    assert.deepEqual(groups.map((group) => group.IpPermissionsEgress?.map((rule) => [rule.FromPort, rule.PrefixListIds?.[0]?.PrefixListId])), [[], [[443, list]]]);
  });
});
