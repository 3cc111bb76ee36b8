"""Writes logs whose names attack whoever shows them: markup, quotes, marks that turn a line around,
terminal escapes, spreadsheet formulas, and names of ten thousand characters."""

import json
import os
import sys

ATTACKS = [
    "<script>window.attacked=1</script>",
    "\"><img src=x onerror=window.attacked=1>",
    "'onmouseover='window.attacked=1",
    "</style></svg></title><svg onload=window.attacked=1>",
    "{{{verdict}}}{{#sections}}{{/sections}}",
    "\u202egnp.exe\u202c \u2066x\u2069 \u200f \u05d0\u05d1\u05d2",
    "\u001b[31mred\u001b[0m\u0007\u0000\u0085",
    "=cmd|' /C calc'!A0",
    "| a | b |\n# heading\n```\n[x](javascript:window.attacked=1)\n@somebody https://example.com www.example.com",
    "\u0645\u0631\u062d\u0628\u0627 \u4e16\u754c \U0001f469\u200d\U0001f469\u200d\U0001f467 e\u0301\u0301\u0301",
    "x" * 10000,
    "a b " * 2500,
    "<b>" * 3000,
]


def write_hostile_logs(folder):
    """One launch of twelve for each attack and place; gives the folder."""
    os.makedirs(folder, exist_ok=True)
    records = []
    for number, attack in enumerate(ATTACKS):
        for call in range(3):
            records.append(record(number, call, attack))
    with open(os.path.join(folder, "111111111111_CloudTrail_us-east-1_20261118T0005Z_<b>hostile.json"), "w") as file:
        json.dump({"Records": records}, file)
    with open(os.path.join(folder, "<script>window.attacked=1<!-- .json"), "w") as file:
        file.write('{"Records":[{"eventVersion":"<script>')
    return folder


def record(number, call, attack):
    """A call whose every free text is the attack."""
    failed = {"errorCode": "Client.UnauthorizedOperation", "errorMessage": attack} if call == 0 else {}
    return {
        "eventVersion": "1.09",
        "userIdentity": {
            "type": "IAMUser", "principalId": attack, "accountId": "111111111111", "userName": attack,
            "arn": f"arn:aws:iam::111111111111:user/{attack}", "accessKeyId": attack,
        },
        "eventTime": f"2026-11-{17 + number % 5}T{8 + call:02}:00:00Z", "eventSource": "ec2.amazonaws.com",
        "eventName": "RunInstances", "awsRegion": "us-east-1" if number % 2 else attack,
        "sourceIPAddress": attack, "userAgent": attack,
        "requestParameters": {
            "instancesSet": {"items": [{"imageId": attack, "keyName": attack, "minCount": 1, "maxCount": 12}]},
            "instanceType": "t3.large" if call else attack, "subnetId": attack,
        },
        "responseElements": None, "eventID": f"{attack}-{call}", "recipientAccountId": "111111111111", **failed,
    }


if __name__ == "__main__":
    write_hostile_logs(sys.argv[1])
