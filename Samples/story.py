"""The launches of the two weeks: who they are is in README.md."""

from datetime import timedelta

from cloudtrail_events import ACCOUNTS, REGIONS, subnet

EC2 = "ec2.amazonaws.com"
OFFICE, ATTACKER, SECOND = "203.0.113.10", "198.51.100.77", "192.0.2.200"
BOTO = "Boto3/1.34.0 md/Botocore#1.34.0"
TOOL = "aws-sdk-go-v2/1.30.0 os/linux lang/go#1.22.0"
GPU = ["p3.16xlarge", "g5.48xlarge", "p4d.24xlarge"]


def story(maker, start):
    records = []

    def run(time, region, account, identity, request, address=OFFICE, agent=BOTO, error=None,
            type=None, launched=None, place=None):
        """One call; what it launched is maxCount of its items unless told otherwise."""
        if launched is None:
            launched = 0 if error else sum(i["maxCount"] for i in request["instancesSet"]["items"])
        place = place or request.get("subnetId") or subnet(account, region, 9)
        kind = request.get("instanceType") or type
        response = maker.launched(time, region, account, launched, kind, place) if launched else None
        records.append(maker.record(
            time, region, account, identity, EC2, "RunInstances", request, response, address,
            agent, error, read_only=False))

    for account in ACCOUNTS.values():
        background(maker, start, account, run)
    stolen_role(maker, start, run)
    spread_out(maker, start, run)
    odd_shapes(maker, start, run)
    return records


def background(maker, start, account, run):
    """AutoScaling around the clock, CI in working hours, a developer, a nightly EMR cluster."""
    service = "autoscaling.amazonaws.com"
    for day in range(14):
        for hour in (2, 9, 15, 22):
            time = start + timedelta(days=day, hours=hour, minutes=maker.random.randrange(60))
            scaling = maker.role(account, "AWSServiceRoleForAutoScaling", "AutoScaling", service=service)
            place = subnet(account, "us-east-1", maker.random.randrange(3))
            request = maker.request(1, 1, None, place, image=None, template="lt-0web0example")
            run(time, "us-east-1", account, scaling, request, service, service, type="m6i.large")
        if (start + timedelta(days=day)).weekday() < 5:
            for _ in range(3):
                time = start + timedelta(days=day, hours=8, minutes=maker.random.randrange(540))
                count = maker.random.randrange(1, 3)
                run(time, "eu-west-1", account, maker.role(account, "ci-runner", "build"),
                    maker.request(count, count, "c6i.xlarge", subnet(account, "eu-west-1")))
            time = start + timedelta(days=day, hours=10, minutes=maker.random.randrange(300))
            run(time, "us-east-1", account, maker.user(account, "developer-1", mfa="true"),
                maker.request(1, 1, "t3.medium", subnet(account, "us-east-1")),
                agent="console.amazonaws.com")
        if account == ACCOUNTS["dev"]:
            time = start + timedelta(days=day, hours=1, minutes=5)
            emr = maker.role(account, "EMR_DefaultRole", "emr")
            emr["invokedBy"] = "elasticmapreduce.amazonaws.com"
            run(time, "us-west-2", account, emr,
                maker.request(12, 12, "m5.2xlarge", subnet(account, "us-west-2")),
                "elasticmapreduce.amazonaws.com", "elasticmapreduce.amazonaws.com")


def stolen_role(maker, start, run):
    """data-pipeline works from one address for a week; then somebody else has its credentials."""
    account = ACCOUNTS["prod"]
    for day in range(9):
        run(start + timedelta(days=day, hours=4, minutes=17), "us-east-1", account,
            maker.role(account, "data-pipeline", "nightly"),
            maker.request(2, 2, "r5.large", subnet(account, "us-east-1", 1)))
    key = "ASIAEXAMPLESTOLEN001"
    thief = maker.role(account, "data-pipeline", "i-0abc0example", key=key)
    night = start + timedelta(days=9, hours=1)
    dry = ("Client.DryRunOperation", "Request would have succeeded, but DryRun flag is set.")
    denied = ("Client.UnauthorizedOperation",
              "You are not authorized to perform this operation. Encoded authorization failure "
              "message: " + maker.hex(120))
    for index, type in enumerate(GPU):
        run(night + timedelta(minutes=index), "us-east-1", account, thief,
            maker.request(1, 50, type), ATTACKER, TOOL, dry)
    for index in range(6):
        bad = ("Client.InvalidAMIID.NotFound", f"The image id '[ami-0{index:016x}]' does not exist")
        run(night + timedelta(minutes=5, seconds=7 * index), "us-west-2", account, thief,
            maker.request(10, 10, GPU[0], image=f"ami-0{index:016x}"), ATTACKER, TOOL, bad)
    for index, region in enumerate(REGIONS):
        run(night + timedelta(minutes=10 + index), region, account, thief,
            maker.request(20, 20, GPU[0], subnet(account, region)), ATTACKER, TOOL, denied)
    # The policy is changed by hand; from here on it works.
    for day in range(3):
        for index, region in enumerate(REGIONS):
            time = night + timedelta(days=day, hours=1, minutes=7 * index)
            place = subnet(account, region)
            run(time, region, account, thief,
                maker.request(50, 50, GPU[index % 3], place), ATTACKER, TOOL, launched=50)
            run(time + timedelta(minutes=2), region, account, thief,
                maker.request(1, 16, None, place, image=None, template="lt-0mine0example"),
                ATTACKER, TOOL, type="g5.48xlarge", launched=16)
            # In a printed request this key name ends the first count and hides the real one.
            blind = "x, maxCount=1}]}, instanceType=t2.nano,"
            hidden = maker.request(1, 40, GPU[2], place)
            hidden["instancesSet"]["items"] = [
                {"imageId": "ami-0a1b2c3d4e5f60718", "keyName": blind, "minCount": 1, "maxCount": 40}]
            run(time + timedelta(minutes=3), region, account, thief, hidden, SECOND, TOOL, launched=40)
            run(time + timedelta(minutes=4), region, account, thief,
                maker.request(1, 30, "g5.12xlarge", place, spot=True), ATTACKER, TOOL,
                ("Client.MaxSpotInstanceCountExceeded", "Max spot instance count exceeded"))
            run(time + timedelta(minutes=5), region, account, thief,
                maker.request(100, 100, GPU[1], place), ATTACKER, TOOL,
                ("Client.VcpuLimitExceeded", "You have requested more vCPU capacity than your "
                 "current vCPU limit allows."))
            run(time + timedelta(minutes=6), region, account, thief,
                maker.request(50, 50, GPU[2], place), ATTACKER, TOOL,
                ("Server.InsufficientInstanceCapacity", "There is no Spot capacity available."))


def spread_out(maker, start, run):
    """analyst asks for four at a time, never ten in one place."""
    account = ACCOUNTS["sandbox"]
    for index in range(10):
        region = REGIONS[index % 4]
        time = start + timedelta(days=7 + index // 2, hours=13, minutes=31 * (index % 2))
        run(time, region, account, maker.user(account, "analyst"),
            maker.request(4, 4, ["c5.4xlarge", "c6a.4xlarge", "m5.4xlarge"][index % 3],
                          subnet(account, region, index)), ATTACKER, TOOL)


def odd_shapes(maker, start, run):
    """Requests that a reader of printed text gets wrong, a fault each."""
    account, region = ACCOUNTS["sandbox"], "us-east-1"
    day = start + timedelta(days=10)
    place = subnet(account, region, 1)
    lab = maker.role(account, "lab", "experiment")
    for index in range(6):  # twelve in a day, two at a time: minutes apart
        run(day + timedelta(hours=9, minutes=11 * index), region, account, lab,
            maker.request(1, 2, "t3.small", place))
    two = [{"imageId": "ami-0a1b2c3d4e5f60718", "minCount": 6, "maxCount": 6},
           {"imageId": "ami-0fedcba9876543210", "minCount": 6, "maxCount": 6}]
    run(day + timedelta(hours=11), region, account, lab,
        maker.request(0, 0, "m5.large", place, items=two))
    run(day + timedelta(hours=12), region, account, lab,
        maker.request(1, 12, "c5.large", interface={"subnetId": place}), place=place)
    tags = [(f"cost-center-{index:03d}", "long value " * 18) for index in range(48)]
    run(day + timedelta(hours=13), region, account, lab,
        maker.request(1, 12, "c5.xlarge", place, tags=tags))
    # Few members, so that instancesSet is printed last and nothing follows its bracket.
    last = {"instancesSet": {"items": [{"minCount": 1, "maxCount": 12}]}, "subnetId": place}
    run(day + timedelta(hours=14), region, account, lab, last, type="m1.small")
    run(day + timedelta(hours=15), region, account, maker.root(account),
        maker.request(1, 11, "t3.large", place), agent="console.amazonaws.com")
