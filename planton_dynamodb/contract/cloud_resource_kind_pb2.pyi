from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from typing import ClassVar as _ClassVar

DESCRIPTOR: _descriptor.FileDescriptor

class CloudResourceKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    unspecified: _ClassVar[CloudResourceKind]
    AwsAlb: _ClassVar[CloudResourceKind]
    AwsCertManagerCert: _ClassVar[CloudResourceKind]
    AwsCloudFront: _ClassVar[CloudResourceKind]
    AwsDynamodb: _ClassVar[CloudResourceKind]
    AwsEcrRepo: _ClassVar[CloudResourceKind]
    AwsEcsCluster: _ClassVar[CloudResourceKind]
    AwsEcsService: _ClassVar[CloudResourceKind]
    AwsEksCluster: _ClassVar[CloudResourceKind]
    AwsIamRole: _ClassVar[CloudResourceKind]
    AwsLambda: _ClassVar[CloudResourceKind]
    AwsRdsCluster: _ClassVar[CloudResourceKind]
    AwsRdsInstance: _ClassVar[CloudResourceKind]
    AwsRoute53Zone: _ClassVar[CloudResourceKind]
    AwsS3Bucket: _ClassVar[CloudResourceKind]
    AwsSecretsManager: _ClassVar[CloudResourceKind]
    AwsSecurityGroup: _ClassVar[CloudResourceKind]
    AwsVpc: _ClassVar[CloudResourceKind]
    AwsEksNodeGroup: _ClassVar[CloudResourceKind]
    AwsIamUser: _ClassVar[CloudResourceKind]
    AwsKmsKey: _ClassVar[CloudResourceKind]
    AwsEc2Instance: _ClassVar[CloudResourceKind]
    AwsClientVpn: _ClassVar[CloudResourceKind]
unspecified: CloudResourceKind
AwsAlb: CloudResourceKind
AwsCertManagerCert: CloudResourceKind
AwsCloudFront: CloudResourceKind
AwsDynamodb: CloudResourceKind
AwsEcrRepo: CloudResourceKind
AwsEcsCluster: CloudResourceKind
AwsEcsService: CloudResourceKind
AwsEksCluster: CloudResourceKind
AwsIamRole: CloudResourceKind
AwsLambda: CloudResourceKind
AwsRdsCluster: CloudResourceKind
AwsRdsInstance: CloudResourceKind
AwsRoute53Zone: CloudResourceKind
AwsS3Bucket: CloudResourceKind
AwsSecretsManager: CloudResourceKind
AwsSecurityGroup: CloudResourceKind
AwsVpc: CloudResourceKind
AwsEksNodeGroup: CloudResourceKind
AwsIamUser: CloudResourceKind
AwsKmsKey: CloudResourceKind
AwsEc2Instance: CloudResourceKind
AwsClientVpn: CloudResourceKind
