"""Every signature beside the one that botocore makes, and before a server that checks it."""

import json

import boto3
import faults
import pytest
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from conftest import KEYS, key, log, record

ODD = ["a b+c", "é日本", "x=1&y=2?#;", "~!*'()", "dots/../up", "a//b", "a%2Fb"]


def expected(request, url, secret, token=None):
    """What botocore's signer says of a request as it came."""
    authorization = request.header("authorization")
    fields = dict(part.strip().split("=", 1) for part in authorization.split(" ", 1)[1].split(","))
    names = fields["SignedHeaders"].split(";")
    access, _, region, service, _ = fields["Credential"].split("/")
    signer = S3SigV4Auth(Credentials(access, secret, token), service, region)
    signed = AWSRequest("GET", url + request.path)
    for name in names:
        if name != "host":
            signed.headers[name] = request.header(name)
    signed.context["timestamp"] = request.header("x-amz-date")
    text = signer.string_to_sign(signed, signer.canonical_request(signed))
    return names, fields["Signature"], signer.signature(text, signed)


def check(proxy, secret, token=None):
    for request in proxy.requests:
        names, mine, theirs = expected(request, proxy.url, secret, token)
        assert mine == theirs, request.path
        assert {"host", "x-amz-content-sha256", "x-amz-date"} <= set(names)
        assert ("x-amz-security-token" in names) == (token is not None)


@pytest.mark.parametrize("token", [None, "IQoJb3JpZ2luX2VjEXAMPLE//+token=="])
def test_listings_odd_keys_and_parts_are_signed_as_botocore_signs_them(bucket, hunt, proxy, token):
    for number, name in enumerate(ODD):
        bucket.put(f"odd & keys/{name}", log(record(number)))
    seen = set()

    def fault(request):
        if request.is_listing or request.key in seen:
            return None
        seen.add(request.key)
        return faults.cut(50)

    proxy.fault = fault
    summary = hunt.imports(bucket.path("odd & keys/"), AWS_SESSION_TOKEN=token)
    assert summary["events_new"] == len(ODD), summary["problems"][:3]
    assert any(r.header("range") for r in proxy.requests)
    check(proxy, KEYS["AWS_SECRET_ACCESS_KEY"], token)


def test_an_empty_variable_or_setting_is_none(bucket, hunt, proxy):
    bucket.put(key(), log(record(1)))
    (hunt.folder / "config").write_text("[default]\nregion =\nendpoint_url =\n")
    empty = dict.fromkeys(["AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION",
                           "AWS_ENDPOINT_URL_S3", "AWS_CA_BUNDLE", "AWS_SHARED_CREDENTIALS_FILE"], "")
    summary = hunt.imports(bucket.path(), AWS_CONFIG_FILE=str(hunt.folder / "config"), **empty)
    assert summary["events_new"] == 1
    assert all("/us-east-1/s3/" in r.header("authorization") for r in proxy.requests)
    check(proxy, KEYS["AWS_SECRET_ACCESS_KEY"])


@pytest.mark.parametrize("name", ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
def test_an_empty_key_leads_on_to_the_shared_file(bucket, hunt, proxy, name):
    bucket.put(key(), log(record(1)))
    path = hunt.folder / "credentials"
    path.write_text("[default]\naws_access_key_id = A\naws_secret_access_key = S\naws_session_token =\n")
    assert hunt.imports(bucket.path(), AWS_SHARED_CREDENTIALS_FILE=str(path), **{name: ""})["events_new"] == 1
    check(proxy, "S")


@pytest.mark.slow
def test_pages_are_signed_as_botocore_signs_them(bucket, hunt, proxy):
    bucket.put_many((f"{number}", b"") for number in range(1001))
    hunt.imports(bucket.path())
    assert any("continuation-token" in r.query for r in proxy.listings())
    check(proxy, KEYS["AWS_SECRET_ACCESS_KEY"])


def user(server):
    """A user who may read, with an access key, and a role to assume."""
    options = {"endpoint_url": f"http://127.0.0.1:{server}", "region_name": "us-east-1",
               "aws_access_key_id": "setup", "aws_secret_access_key": "setup"}
    iam = boto3.client("iam", **options)
    allowed = json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]})
    try:
        iam.create_user(UserName="reader")
        iam.put_user_policy(UserName="reader", PolicyName="read", PolicyDocument=allowed)
        iam.create_role(RoleName="reader", AssumeRolePolicyDocument=allowed)
        iam.put_role_policy(RoleName="reader", PolicyName="read", PolicyDocument=allowed)
    except iam.exceptions.EntityAlreadyExistsException:
        pass
    made = iam.create_access_key(UserName="reader")["AccessKey"]
    assumed = boto3.client("sts", **options).assume_role(
        RoleArn="arn:aws:iam::123456789012:role/reader", RoleSessionName="import")["Credentials"]
    return made, assumed


def test_a_server_that_checks_signatures_takes_ours(bucket, hunt, server, authentication):
    for number, name in enumerate(ODD):
        bucket.put(f"odd & keys/{name}", log(record(number)))
    bucket.put(key(), log(record(100)))
    made, assumed = user(server)
    authentication.begin()
    summary = hunt.imports(bucket.path("odd & keys"), AWS_ACCESS_KEY_ID=made["AccessKeyId"],
                           AWS_SECRET_ACCESS_KEY=made["SecretAccessKey"])
    assert summary["events_new"] == len(ODD), summary["problems"][:3]
    summary = hunt.imports(bucket.path(), AWS_ACCESS_KEY_ID=assumed["AccessKeyId"],
                           AWS_SECRET_ACCESS_KEY=assumed["SecretAccessKey"],
                           AWS_SESSION_TOKEN=assumed["SessionToken"])
    assert summary["events_new"] == 1
    wrong = hunt.run("--json", bucket.path(), AWS_ACCESS_KEY_ID=made["AccessKeyId"],
                     AWS_SECRET_ACCESS_KEY="wrong")
    assert "SignatureDoesNotMatch" in wrong.stdout + wrong.stderr
