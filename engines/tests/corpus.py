"""A seeded corpus of launches as varied as CloudTrail writes them, in S3 layout."""

import gzip
import json
import random

CODES = """
    DryRunOperation UnauthorizedOperation AuthFailure AccessDenied AccessDeniedException OptInRequired
    Blocked InvalidClientTokenId ExpiredToken RequestExpired MissingAuthenticationToken
    PendingVerification InstanceLimitExceeded VcpuLimitExceeded MaxSpotInstanceCountExceeded
    ResourceCountLimitExceeded MaxIOPSLimitExceeded InstanceCreditSpecification.LimitExceeded
    InsufficientInstanceCapacity InsufficientFreeAddressesInSubnet SpotMaxPriceTooLow
    ReservationCapacityExceeded InsufficientSomethingCapacity RequestLimitExceeded Throttling
    RequestResourceCountExceeded BandwidthLimitExceeded InvalidAMIID.NotFound MissingParameter
    Unsupported UnsupportedOperation VPCIdNotSpecified DefaultVpcDoesNotExist IncorrectInstanceState
    UnknownParameter InternalError ServiceUnavailable UnauthorizedOperationX SomeCountExceeded
    """.split()
REGIONS = ["us-east-1", "eu-west-1", "ap-southeast-1"]
LINKED = "arn:aws:iam::{}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"


class Maker:
    """Makes records; the same seed makes the same ones."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def maybe(self, value, share=0.5):
        return {} if self.random.random() > share else value

    def identity(self, account):
        pick, number = self.random.random(), self.random.randrange(6)
        session = {"attributes": {"creationDate": "2026-11-19T07:00:00Z",
                                  "mfaAuthenticated": self.random.choice(["true", "false"])}}
        if pick < 0.3:
            return {"type": "IAMUser", "principalId": f"AIDA{number}", "accountId": account,
                    "arn": f"arn:aws:iam::{account}:user/path/u{number}", "userName": f"u{number}",
                    "accessKeyId": f"AKIA{number}", **self.maybe({"sessionContext": session})}
        if pick < 0.6:
            issuer = {"type": "Role", "arn": f"arn:aws:iam::{account}:role/r{number}",
                      "userName": f"r{number}"}
            name = self.random.choice(["ana@example.com", "i-0abc", "with space"])
            return {"type": "AssumedRole", "principalId": f"AROA{number}:{name}",
                    **self.maybe({"accountId": account}, 0.9),
                    **self.maybe({"arn": f"arn:aws:sts::{account}:assumed-role/r{number}/{name}"}, 0.8),
                    "accessKeyId": f"ASIA{number}",
                    "sessionContext": {**session, "sessionIssuer": self.maybe(issuer, 0.9)}}
        if pick < 0.75:
            return {"type": "AssumedRole", "principalId": "AROAX:AutoScaling", "accountId": account,
                    "arn": f"arn:aws:sts::{account}:assumed-role/AWSServiceRoleForAutoScaling/AutoScaling",
                    "sessionContext": {"sessionIssuer": {"arn": LINKED.format(account),
                                                         "userName": "AWSServiceRoleForAutoScaling"}},
                    **self.maybe({"invokedBy": "autoscaling.amazonaws.com"})}
        if pick < 0.82:
            return {"type": "AWSService", "invokedBy": "ec2fleet.amazonaws.com"}
        if pick < 0.9:
            return {"type": "Root", "principalId": account, "accountId": account,
                    "arn": f"arn:aws:iam::{account}:root",
                    **self.maybe({"invokedBy": "AutoScaling.AMAZONAWS.com"})}
        if pick < 0.96:
            return {"type": "FederatedUser", "principalId": f"{account}:bo", "accountId": account,
                    "arn": f"arn:aws:sts::{account}:federated-user/bo",
                    "sessionContext": {"sessionIssuer": {"userName": "issuer", "type": "IAMUser"}}}
        return {"type": "Unknown", "userName": "", "principalId": ""}

    def items(self):
        pick = self.random.random()
        if pick < 0.05:
            return {}
        item = {**self.maybe({"imageId": f"ami-{self.random.randrange(4)}"}, 0.8),
                **self.maybe({"keyName": "key"}, 0.3), "minCount": self.random.randrange(1, 4),
                "maxCount": self.random.choice([1, 1, 2, 5, 9, 10, 60])}
        if pick < 0.1:
            item["maxCount"], item["minCount"] = str(item["maxCount"]), "x"
        return {"items": [item, {"minCount": 1, "maxCount": 2}] if pick > 0.9 else [item]}

    def request(self):
        kind = self.random.choice(["t3.micro", "m5.large", "p4d.24xlarge"])
        subnet = f"subnet-{self.random.randrange(4)}"
        request = {
            "instancesSet": self.items(), "blockDeviceMapping": {}, "clientToken": "token",
            **self.maybe({"instanceType": kind}, 0.7), **self.maybe({"subnetId": subnet}, 0.4),
            **self.maybe({"networkInterfaceSet": {"items": [{"deviceIndex": 0}, {"subnetId": subnet}]}}, 0.3),
            **self.maybe({"launchTemplate": {"launchTemplateId": "lt-1", **self.maybe({"version": "3"})}}, 0.2),
            **self.maybe({"launchTemplateSpecification": {"launchTemplateName": "web"}}, 0.1),
            **self.maybe({"placement": {"availabilityZone": "us-east-1b", "tenancy": "dedicated"}}, 0.2),
            **self.maybe({"availabilityZone": "us-east-1a", "tenancy": "default"}, 0.3),
            **self.maybe({"instanceMarketOptions": {"marketType": "spot"}}, 0.1),
            **self.maybe({"iamInstanceProfile": {"name": "web"}}, 0.2),
            **self.maybe({"userData": "<sensitiveDataRemoved>"}, 0.2),
            **self.maybe({"keyName": "mine"}, 0.3), **self.maybe({"monitoring": {"enabled": False}}),
        }
        if self.random.random() < 0.05:
            del request["instancesSet"]
            request.update(minCount=2, maxCount="12", imageId="ami-top")
        return request

    def response(self, region):
        launched = [{"instanceId": f"i-{self.random.getrandbits(60):x}", "imageId": "ami-9",
                     "instanceType": "c5.large", "subnetId": "subnet-response", "keyName": "theirs",
                     "placement": {"availabilityZone": region + "c", "tenancy": "default"},
                     **self.maybe({"instanceLifecycle": "spot"}, 0.1), "launchTime": 1795219200000}
                    for _ in range(self.random.randrange(4))]
        return {"reservationId": "r-1", "instancesSet": {"items": launched} if launched else {}}

    def record(self):
        account = self.random.choice(["111111111111", "222222222222"])
        region, pick = self.random.choice(REGIONS), self.random.random()
        second = self.random.randrange(86_400 * 10)
        time = (f"2026-11-{12 + second // 86_400:02}T{second // 3600 % 24:02}:{second // 60 % 60:02}:"
                f"{second % 60:02}{self.random.choice(['', '', '.5', '.123'])}Z")
        record = {
            "eventVersion": "1.10", "userIdentity": self.identity(account), "eventTime": time,
            "eventSource": "ec2.amazonaws.com", "eventName": "RunInstances", "awsRegion": region,
            "sourceIPAddress": f"198.51.100.{self.random.randrange(5)}", "userAgent": "aws-cli/2 \"é\"",
            "requestParameters": self.request(), "responseElements": None,
            "eventID": "%032x" % self.random.getrandbits(128), "eventType": "AwsApiCall",
            "requestID": "%x" % self.random.getrandbits(64), "recipientAccountId": account,
            **self.maybe({"tlsDetails": {"tlsVersion": "TLSv1.3"}}), **self.maybe({"vpcEndpointId": "vpce-1"}, 0.1),
        }
        if pick < 0.4:
            prefix = self.random.choice(["Client.", "Server.", ""])
            record["errorCode"] = prefix + self.random.choice(CODES)
            record.update(self.maybe({"errorMessage": "why not"}))
        elif pick < 0.42:
            record["errorMessage"] = "no code"
        else:
            record["responseElements"] = self.response(region)
        if pick > 0.98:
            record["@timestamp"] = record.pop("eventTime")
        if pick > 0.99:
            del record["recipientAccountId"]
        return record


def launch(**members):
    """A plain launch with other members; None in Python is null in its JSON."""
    return {"eventVersion": "1.09", "eventTime": "2026-11-20T08:00:00Z", "eventSource": "ec2.amazonaws.com",
            "eventName": "RunInstances", "awsRegion": "us-east-1", "recipientAccountId": "111111111111",
            "userIdentity": {"type": "IAMUser", "userName": "odd", "accountId": "111111111111"},
            "requestParameters": items({"minCount": 1, "maxCount": 2}), **members}


def items(*members, **others):
    return {"instancesSet": {"items": list(members)}, **others}


def oddities():
    """Launches as no service should write them; the store reads each in one way."""
    yield from odd_lists()
    yield from odd_counts()
    yield from odd_times()
    yield from odd_members()


def odd_lists():
    yield launch(responseElements=items({"instanceId": "i-1", "instanceLifecycle": "spot"}))
    yield launch(responseElements=items())
    yield launch(requestParameters=items(networkInterfaceSet={"items": []}))
    yield launch(requestParameters=items(networkInterfaceSet={"items": [{"deviceIndex": 0}]}))
    yield launch(requestParameters=items(networkInterfaceSet={"items": [None, "s", {"subnetId": 7}]}))
    yield launch(requestParameters=items(None, "s", "{", 5, [1], {"minCount": 1, "maxCount": 2}))
    yield launch(responseElements=items(
        None, "s", "{", {"instanceId": "i-1", "instanceType": "m5.large", "subnetId": "subnet-1"}, {"instanceId": "i-2"}))


def odd_counts():
    for count in (2147483648, 2147483647, "05", "00000000000000000005", 99999999999999999999, "99999999999999999999",
                  -3, "-3", "-0", "-", 5.0, 10.0, "10.0", 1e1, "+5", " 5", "5\n", "", None, True, [5], {"a": 5}):
        yield launch(requestParameters=items({"minCount": count, "maxCount": count}))
        yield launch(requestParameters={"minCount": count, "maxCount": count})


def odd_times():
    for time in ("2026-11-20", "2026-11-20 08:00:00.5", "2026-11-20T08:00:00,25", "2026-11-20t08:00:00z",
                 "2026-11-20T23:59:60Z", "2026-11-20T08:00:60.5Z", "2026-11-20T08:00:00.123456789012Z",
                 "2026-11-20T08:00:00+02:00", "2026-11-20T08:00:00-0030", "2026-11-20T08:00:00+23:59",
                 "1970-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z", "1970-01-01T00:30:00+01:00",
                 "1969-12-31T23:59:59Z", "1800-01-01T00:00:00Z", "0000-01-01", " 2026-11-20T08:00:00Z",
                 "2026-11-20T08:00:00Z ", "2026-11-20T08:00:00Z\n", "2026-11-20T08:00Z", "20261120T080000Z",
                 "1795161600", 1795161600, "2026-11-20T24:00:00Z", "2026-02-30T08:00:00Z", "2024-02-29T08:00:00Z",
                 "2026-13-01", "20/11/2026 08:00:00", "Nov 20 2026 08:00:00", "2026-11-20T08:00:61Z",
                 "2026-11-20T08:00:00.Z", "2026-11-20T08:00:00 UTC", "2026-11-20T08:00:00+2:00", "", None):
        yield launch(eventTime=time)
        yield launch(userIdentity={"type": "IAMUser", "userName": "odd", "accountId": "111111111111",
                                   "sessionContext": {"attributes": {"creationDate": time}}})
        yield launch(**{"eventTime": time, "@timestamp": "2026-11-19T08:00:00Z"})


def odd_members():
    for code in ({"x": 1}, [], True, 5, "{", "[a]", "true", ""):
        yield launch(errorCode=code)
        yield launch(errorMessage=code)
        yield launch(errorCode=code, errorMessage="why not")
    for template in (None, {}, {"version": "3"}):
        yield launch(requestParameters=items(
            {"minCount": 1, "maxCount": 1}, launchTemplate=template,
            launchTemplateSpecification={"launchTemplateId": "lt-2"}))
    for agent in ("\ud800", "\udc00", "\udc00\ud800", "\ud800\ud83d\ude00x", "\ud83d\ude00\ude00", "\\ud800",
                  "\\\ud800", "\ufffd", "\x00\x01\x02", "a\nb", '"', '":5', '\\":5.0', "\\"):
        yield launch(userAgent=agent)
    yield launch(requestParameters=None)
    yield launch(requestParameters="x", responseElements="x", userIdentity="x", tlsDetails="x")


def documents():
    """Each oddity as a document of its own, so that none can hide behind another; then whole files."""
    for number, record in enumerate(oddities()):
        yield json.dumps({"Records": [{**record, "eventID": f"odd-{number:03}"}]}).encode()
    plain = [json.dumps(launch(eventID=f"whole-{number}", userAgent="\ud800")) for number in range(10)]
    written = [
        plain[0] + "," + plain[1].replace("ud800", "u00e9"),
        f'null, 5, "s", [], {{}},\n{plain[2]}\n',
        plain[3][:-1] + ', "awsRegion": "the-last"}',
        plain[4].replace("RunInst", "Run\\u0049nst"),
        plain[5].replace('"1.09"', '"1.10", "more": [10.0, 1e400, -0.0, {":5.0": 1E5}]').replace(": ", " : "),
        plain[7].replace('"eventName"', '"eventName": "StopInstances", "eventName"'),
        plain[8].replace('"RunInstances"', '"RunInstances", "eventName": "StopInstances"'),
        plain[9].replace('"minCount": 1', '"minCount": 9, "minCount": 1'),
        json.dumps(launch(eventID="whole-lines"), indent=1),
        "",
    ]
    for records in written:
        yield f'{{"a":1,\n"Records" : [{records}], "b":[1]}}\n'.encode()
    yield b"\xef\xbb\xbf" + f'{{"Records":[{plain[6]}]}}'.encode()


def write_oddities(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for number, document in enumerate(documents()):
        (folder / f"odd-{number:03}.json.gz").write_bytes(gzip.compress(document, mtime=0))


def write(folder, count, seed=1):
    """Writes `count` launches among other records; a tenth of them lies in two files."""
    maker, records = Maker(seed), []
    for _ in range(count):
        records.append(maker.record())
        if maker.random.random() < 0.5:
            records.append({**maker.record(), "eventName": "DescribeInstances"})
        if maker.random.random() < 0.1:
            records.append(dict(maker.random.choice(records)))
    maker.random.shuffle(records)
    step = max(1, len(records) // 20)
    for number, start in enumerate(range(0, len(records), step)):
        day = folder / "AWSLogs/111111111111/CloudTrail/us-east-1" / f"2026/11/{12 + number % 10}"
        day.mkdir(parents=True, exist_ok=True)
        name = f"111111111111_CloudTrail_us-east-1_20261112T0000Z_{number:016}.json.gz"
        document = json.dumps({"Records": records[start:start + step]}, ensure_ascii=False)
        (day / name).write_bytes(gzip.compress(document.encode(), mtime=0))
    digest = folder / "AWSLogs/111111111111/CloudTrail-Digest/x.json.gz"
    digest.parent.mkdir(parents=True)
    digest.write_bytes(gzip.compress(b'{"digestS3Object":"x"}', mtime=0))
    write_oddities(folder / "AWSLogs/111111111111/CloudTrail/us-east-1/2026/11/20")
