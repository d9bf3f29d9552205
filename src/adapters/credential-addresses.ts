// Where clouds hand out metadata and credentials beyond the link-local addresses, each with its source.

/** One address at which a cloud answers its own machines. */
export type CredentialAddress = {
  readonly address: string
  readonly cloud: string
  /** Where the address is documented, or the public code that asks there. */
  readonly source: string
}

/**
 * As of November 2026. Exact addresses: what lies beside them may be anybody's private network. All
 * of `169.254.0.0/16` and `fe80::/10` is refused besides, which covers the other clouds (and Tencent,
 * DigitalOcean, Hetzner and OpenStack altogether). A new row is a line here and nothing else.
 */
export const CREDENTIAL_ADDRESSES: readonly CredentialAddress[] = [
  {
    address: 'fd00:ec2::254',
    cloud: 'Amazon EC2, instance metadata',
    source:
      'docs.aws.amazon.com/whitepapers/latest/ipv6-on-aws/supporting-amazon-vpc-services.html',
  },
  {
    address: 'fd00:ec2::23',
    cloud: 'Amazon EKS, Pod Identity Agent',
    source: 'docs.aws.amazon.com/eks/latest/userguide/pod-id-agent-setup.html',
  },
  {
    address: 'fd20:ce::254',
    cloud: 'Google Compute Engine, machines without IPv4',
    source:
      'public block lists that name it as the metadata server; not in the pages of the vendor that we could read',
  },
  {
    address: '168.63.129.16',
    cloud: 'Microsoft Azure, WireServer',
    source: 'learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16',
  },
  {
    address: 'fd00:c1::a9fe:a9fe',
    cloud: 'Oracle Cloud Infrastructure',
    source: 'node scripts for OpenShift on Oracle Cloud, which ask there for /opc/v2/instance',
  },
  {
    address: '192.0.0.192',
    cloud: 'Oracle Cloud Infrastructure Classic',
    source: 'public lists of metadata services; not in the pages of the vendor that we could read',
  },
  {
    address: '100.100.100.200',
    cloud: 'Alibaba Cloud',
    source: 'www.alibabacloud.com/help/en/ens/instance-metadata',
  },
  {
    address: 'fd00:100::100:200',
    cloud: 'Alibaba Cloud',
    source: 'cloud-init, tests of its AliYun data source',
  },
  {
    address: 'fd00:a9fe:a9fe::1',
    cloud: 'Akamai (Linode)',
    source: 'cloud-init, reference of its Akamai data source',
  },
  {
    address: 'fd00:42::42',
    cloud: 'Scaleway',
    source: 'cloud-init, reference of its Scaleway data source',
  },
]
