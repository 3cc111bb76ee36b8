"""CloudTrail records, shaped and ordered as AWS writes them."""

import random

ACCOUNTS = {"prod": "111111111111", "dev": "222222222222", "sandbox": "333333333333"}
REGIONS = ["us-east-1", "us-west-2", "eu-west-1", "ap-southeast-1"]
HEX = "0123456789abcdef"


class Maker:
    """Makes records with identifiers drawn from one seeded source."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def hex(self, count):
        return "".join(self.random.choice(HEX) for _ in range(count))

    def uuid(self):
        return "-".join(self.hex(n) for n in (8, 4, 4, 4, 12))

    # --- who

    def role(self, account, name, session, key=None, service=None):
        path = f"aws-service-role/{service}/" if service else ""
        principal = "AROAEXAMPLE" + name.upper().replace("-", "")[:9].ljust(9, "X")
        identity = {
            "type": "AssumedRole",
            "principalId": f"{principal}:{session}",
            "arn": f"arn:aws:sts::{account}:assumed-role/{name}/{session}",
            "accountId": account,
            "accessKeyId": key or "ASIAEXAMPLE" + self.hex(9).upper(),
            "sessionContext": {
                "sessionIssuer": {
                    "type": "Role",
                    "principalId": principal,
                    "arn": f"arn:aws:iam::{account}:role/{path}{name}",
                    "accountId": account,
                    "userName": name,
                },
                "attributes": {"creationDate": "2026-11-09T00:00:00Z", "mfaAuthenticated": "false"},
            },
        }
        if service:
            identity["invokedBy"] = service
        return identity

    def user(self, account, name, mfa=None):
        identity = {
            "type": "IAMUser",
            "principalId": "AIDAEXAMPLE" + name.upper().replace("-", "")[:9].ljust(9, "X"),
            "arn": f"arn:aws:iam::{account}:user/{name}",
            "accountId": account,
            "accessKeyId": "AKIAEXAMPLE" + name.upper().replace("-", "")[:9].ljust(9, "X"),
            "userName": name,
        }
        if mfa is not None:
            identity["sessionContext"] = {
                "attributes": {"creationDate": "2026-11-09T00:00:00Z", "mfaAuthenticated": mfa}
            }
        return identity

    def root(self, account):
        return {
            "type": "Root",
            "principalId": account,
            "arn": f"arn:aws:iam::{account}:root",
            "accountId": account,
            "accessKeyId": "",
        }

    # --- what

    def record(self, time, region, account, identity, source, name, request, response, address,
               agent, error=None, read_only=True):
        """One record; `error` is (code, message)."""
        result = {
            "eventVersion": "1.09",
            "userIdentity": identity,
            "eventTime": time.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "eventSource": source,
            "eventName": name,
            "awsRegion": region,
            "sourceIPAddress": address,
            "userAgent": agent,
        }
        if error:
            result["errorCode"], result["errorMessage"] = error
        result["requestParameters"] = request
        result["responseElements"] = response
        result["requestID"] = self.uuid()
        result["eventID"] = self.uuid()
        result["readOnly"] = read_only
        result["eventType"] = "AwsApiCall"
        result["managementEvent"] = True
        result["recipientAccountId"] = account
        result["eventCategory"] = "Management"
        if not agent.endswith(".amazonaws.com"):
            result["tlsDetails"] = {
                "tlsVersion": "TLSv1.3",
                "cipherSuite": "TLS_AES_128_GCM_SHA256",
                "clientProvidedHostHeader": f"{source.split('.')[0]}.{region}.amazonaws.com",
            }
        return result

    def request(self, low, high, type=None, subnet=None, image="ami-0a1b2c3d4e5f60718", key=None,
                template=None, spot=False, interface=None, tags=None, items=None):
        """requestParameters of RunInstances, with only the members that were given."""
        item = {}
        if image:
            item["imageId"] = image
        item["minCount"], item["maxCount"] = low, high
        if key:
            item["keyName"] = key
        request = {"instancesSet": {"items": items or [item]}}
        if type:
            request["instanceType"] = type
        request["blockDeviceMapping"] = {}
        if template:
            request["launchTemplate"] = {"launchTemplateId": template, "version": "3"}
        request["monitoring"] = {"enabled": False}
        if subnet:
            request["subnetId"] = subnet
        request["disableApiTermination"] = False
        request["disableApiStop"] = False
        request["clientToken"] = self.uuid()
        if interface:
            request["networkInterfaceSet"] = {"items": [interface]}
        if spot:
            request["instanceMarketOptions"] = {"marketType": "spot"}
        if tags:
            request["tagSpecificationSet"] = {
                "items": [{"resourceType": "instance",
                           "tags": [{"key": k, "value": v} for k, v in tags]}]
            }
        return request

    def launched(self, time, region, account, count, type, subnet):
        """responseElements of RunInstances for `count` new instances."""
        items = []
        for index in range(count):
            tail = f"{self.random.randrange(256)}.{self.random.randrange(256)}"
            items.append({
                "instanceId": "i-0" + self.hex(16),
                "imageId": "ami-0a1b2c3d4e5f60718",
                "instanceState": {"code": 0, "name": "pending"},
                "privateDnsName": "ip-10-0-" + tail.replace(".", "-") + ".ec2.internal",
                "amiLaunchIndex": index,
                "instanceType": type,
                "launchTime": int(time.timestamp() * 1000),
                "placement": {"availabilityZone": region + "a", "tenancy": "default"},
                "subnetId": subnet,
                "vpcId": "vpc-0" + account[:8] + region[:2].encode().hex(),
                "privateIpAddress": "10.0." + tail,
            })
        return {
            "requestId": self.uuid(),
            "reservationId": "r-0" + self.hex(16),
            "ownerId": account,
            "groupSet": {},
            "instancesSet": {"items": items},
        }


def subnet(account, region, index=0):
    """A subnet's ID: the same one for the same account, region and index."""
    return f"subnet-0{account[:4]}{REGIONS.index(region):08x}{index:04x}"
