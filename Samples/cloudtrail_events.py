"""Builders for synthetic CloudTrail records: identities, events, EC2 launches.

Nothing here reads a clock or a global random source: every value comes from
the `Maker` that the caller seeds, so one seed always gives the same records.
"""

import random
from datetime import datetime, timedelta, timezone

ACCOUNTS = {"111111111111": "prod", "222222222222": "dev", "333333333333": "sandbox"}
REGIONS = ["us-east-1", "us-west-2", "eu-west-1", "ap-southeast-1"]
UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
ALNUM = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

CONSOLE_AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"
CLI_AGENT = "aws-cli/2.19.1 md/awscrt#0.22.0 ua/2.0 os/linux#5.15.0 md/arch#x86_64 lang/python#3.12.6 md/pyimpl#CPython cfg/retry-mode#standard md/installer#exe md/prompt#off md/command#ec2.run-instances"
TERRAFORM_AGENT = "APN/1.0 HashiCorp/1.0 Terraform/1.9.8 (+https://www.terraform.io) terraform-provider-aws/5.74.0 (+https://registry.terraform.io/providers/hashicorp/aws) aws-sdk-go-v2/1.32.3 os/linux lang/go#1.23.1 md/GOOS#linux md/GOARCH#amd64 api/ec2#1.187.0"
SPARK_AGENT = "aws-sdk-java/2.28.16 Linux/5.10.226 OpenJDK_64-Bit_Server_VM/17.0.12 Java/17.0.12 vendor/Amazon.com_Inc. io/sync http/Apache cfg/retry-mode/legacy"
INTRUDER_AGENT = "Boto3/1.26.90 Python/3.9.2 Linux/6.1.0-kali9-amd64 Botocore/1.29.90"

MESSAGES = {
    "Client.DryRunOperation": "Request would have succeeded, but DryRun flag is set.",
    "Client.UnauthorizedOperation": "You are not authorized to perform this operation. Encoded authorization failure message: <redacted>",
    "Client.VcpuLimitExceeded": "You have requested more vCPU capacity than your current vCPU limit of 384 allows for the instance bucket that the specified instance type belongs to. Please visit http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit.",
    "Client.InstanceLimitExceeded": "Your quota allows for 0 more running instance(s). You requested at least 1.",
    "Client.MaxSpotInstanceCountExceeded": "Max spot instance count exceeded",
    "Server.InsufficientInstanceCapacity": "We currently do not have sufficient capacity in the Availability Zone you requested. Our system will be working on provisioning additional capacity.",
    "Client.InvalidAMIID.NotFound": "The image id '[ami-0badbadbadbadbad0]' does not exist",
    "Client.InvalidParameterValue": "Value () for parameter groupId is invalid. The value cannot be empty",
    "Client.RequestLimitExceeded": "Request limit exceeded.",
    "AccessDenied": "Access Denied",
}


def parse(text):
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)


def stamp(when):
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


class Maker:
    """One seeded source of every random value, with the record builders on it."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    # Only random() and getrandbits() are used: their streams are the same in every Python 3.
    def below(self, n):
        return int(self.random.random() * n)

    def pick(self, items):
        return items[self.below(len(items))]

    def hex(self, n):
        return "%0*x" % (n, self.random.getrandbits(4 * n))

    def text(self, n, alphabet=UPPER):
        return "".join(self.pick(alphabet) for _ in range(n))

    def uuid(self):
        h = self.hex(32)
        return f"{h[:8]}-{h[8:12]}-4{h[13:16]}-{'89ab'[int(h[16], 16) % 4]}{h[17:20]}-{h[20:]}"

    def between(self, start, hours):
        return start + timedelta(seconds=self.below(int(hours * 3600)))

    # Identities

    def key(self, prefix):
        return prefix + "EXAMPLE" + self.text(9)

    def user(self, account, name):
        return {
            "type": "IAMUser", "principalId": "AIDAEXAMPLE" + self.text(10),
            "arn": f"arn:aws:iam::{account}:user/{name}", "accountId": account,
            "accessKeyId": self.key("AKIA"), "userName": name,
        }

    def root(self, account):
        return {
            "type": "Root", "principalId": account, "arn": f"arn:aws:iam::{account}:root",
            "accountId": account, "accessKeyId": self.key("ASIA"),
            "sessionContext": {"attributes": {"creationDate": "2026-11-18T21:02:40Z", "mfaAuthenticated": "false"}},
        }

    def legacy_root(self, account):
        return {
            "type": "Root", "principalId": account, "arn": f"arn:aws:iam::{account}:root",
            "accountId": account, "invokedBy": "autoscaling.amazonaws.com",
        }

    def role(self, account, name, path="/", role_id=None):
        return {"account": account, "name": name, "path": path, "id": role_id or "AROAEXAMPLE" + self.text(10)}

    def session(self, role, session, created, key=None, invoked_by=None):
        account, name = role["account"], role["name"]
        identity = {
            "type": "AssumedRole", "principalId": f"{role['id']}:{session}",
            "arn": f"arn:aws:sts::{account}:assumed-role/{name}/{session}", "accountId": account,
        }
        if not invoked_by:
            identity["accessKeyId"] = key or self.key("ASIA")
        identity["sessionContext"] = {
            "sessionIssuer": {
                "type": "Role", "principalId": role["id"],
                "arn": f"arn:aws:iam::{account}:role{role['path']}{name}",
                "accountId": account, "userName": name,
            },
            "webIdFederationData": {},
            "attributes": {"creationDate": stamp(created), "mfaAuthenticated": "false"},
        }
        if invoked_by:
            identity["invokedBy"] = invoked_by
        return identity

    # Records

    def record(self, identity, when, region, source, name, address, agent, request=None, response=None,
               error=None, read_only=False, message=None, data=False, event_type="AwsApiCall",
               extra=None, resources=None, account=None):
        record = {
            "eventVersion": "1.11" if source == "ec2.amazonaws.com" else "1.10",
            "userIdentity": identity, "eventTime": stamp(when), "eventSource": source, "eventName": name,
            "awsRegion": region, "sourceIPAddress": address, "userAgent": agent,
        }
        if error:
            record["errorCode"] = error
            record["errorMessage"] = message or MESSAGES[error]
        record["requestParameters"] = request
        record["responseElements"] = None if error else response
        if extra:
            record["additionalEventData"] = extra
        if event_type == "AwsApiCall":
            record["requestID"] = self.uuid()
        record["eventID"] = self.uuid()
        record["readOnly"] = read_only
        if resources:
            record["resources"] = resources
        record["eventType"] = event_type
        record["managementEvent"] = not data
        record["recipientAccountId"] = account or identity["accountId"]
        record["eventCategory"] = "Data" if data else "Management"
        if event_type == "AwsApiCall" and "." in address and not address.endswith(".com"):
            record["tlsDetails"] = {
                "tlsVersion": "TLSv1.3", "cipherSuite": "TLS_AES_128_GCM_SHA256",
                "clientProvidedHostHeader": f"{source.split('.')[0]}.{region}.amazonaws.com",
            }
        return record

    # Launches

    def launch_request(self, items, instance_type=None, groups=("sg-0a1b2c3d4e5f60718",), subnet=None, nics=None,
                       template=None, spot=False, tags=None, user_data=False, profile=None, zone=None):
        """requestParameters of RunInstances, in the order CloudTrail writes the keys."""
        request = {"instancesSet": {"items": items}}
        if groups and not nics and not template:
            request["groupSet"] = {"items": [{"groupId": group} for group in groups]}
        if user_data:
            request["userData"] = "<sensitiveDataRemoved>"
        if instance_type:
            request["instanceType"] = instance_type
        request["blockDeviceMapping"] = {}
        if zone:
            request["availabilityZone"] = zone
        request["monitoring"] = {"enabled": False}
        if subnet:
            request["subnetId"] = subnet
        request["disableApiTermination"] = False
        request["disableApiStop"] = False
        request["clientToken"] = self.uuid()
        if nics:
            request["networkInterfaceSet"] = {"items": nics}
        if profile:
            request["iamInstanceProfile"] = {"name": profile}
        if spot:
            request["instanceMarketOptions"] = {
                "marketType": "spot",
                "spotOptions": {"spotInstanceType": "one-time", "instanceInterruptionBehavior": "terminate"},
            }
        if tags:
            request["tagSpecificationSet"] = {"items": [{"resourceType": "instance", "tags": [
                {"key": key, "value": value} for key, value in tags]}]}
        if template:
            request["launchTemplate"] = template
        return request

    def launch_response(self, identity, when, region, request, count, instance_type, image, network, service=None):
        """responseElements of RunInstances: one entry for each launched instance."""
        subnet, vpc, prefix, zone = network
        requester = {"requesterId": "AIDAEXAMPLEREQUESTER"} if service else {}
        instances = []
        for index in range(count):
            instance = {
                "instanceId": "i-0" + self.hex(16), "imageId": image,
                "instanceState": {"code": 0, "name": "pending"},
                "privateDnsName": "", "amiLaunchIndex": index, "productCodes": {},
                "instanceType": instance_type, "launchTime": int(when.timestamp()) * 1000,
                "placement": {"availabilityZone": zone, "tenancy": "default"},
                "monitoring": {"state": "disabled"}, "subnetId": subnet, "vpcId": vpc,
                "privateIpAddress": f"{prefix}.{4 + self.below(250)}",
                "stateReason": {"code": "pending", "message": "pending"}, "architecture": "x86_64",
                "rootDeviceType": "ebs", "rootDeviceName": "/dev/xvda", "blockDeviceMapping": {},
                "virtualizationType": "hvm", "hypervisor": "xen",
            }
            if "instanceMarketOptions" in request:
                instance["instanceLifecycle"] = "spot"
                instance["spotInstanceRequestId"] = "sir-" + self.hex(8)
            instance["ebsOptimized"] = False
            instances.append(instance)
        return {
            "requestId": self.uuid(), "reservationId": "r-0" + self.hex(16), "ownerId": identity["accountId"],
            "groupSet": {}, "instancesSet": {"items": instances}, **requester,
        }

    def launch(self, identity, when, region, address, agent, network, count, low=None, high=None, instance_type="m5.large",
               image="ami-0abc1234def567890", error=None, key_name=None, items=None, launched=None, template=None,
               in_subnet=True, request=None, service=None, **options):
        """One RunInstances record. A launch template hides the type and the image from the request."""
        if items is None:
            item = {} if template else {"imageId": image}
            item["minCount"] = count if low is None else low
            item["maxCount"] = count if high is None else high
            if key_name:
                item["keyName"] = key_name
            items = [item]
        if request is None:
            request = self.launch_request(items, None if template else instance_type, template=template,
                                          subnet=network[0] if in_subnet else None, **options)
        response = None
        if not error:
            response = self.launch_response(identity, when, region, request,
                                            count if launched is None else launched,
                                            instance_type, image, network, service)
        return self.record(identity, when, region, "ec2.amazonaws.com", "RunInstances", address, agent, request,
                           response, error=error)
