#!/usr/bin/env python3
"""Makes huntdb(1) from the commands themselves.

usage: huntdb --experimental-dump-help | man.py VERSION > huntdb.1
"""

import json
import sys

ENVIRONMENT = [
    ("HUNTDB_DB", "The store, where --db is not given."),
    ("HUNTDB_HUNTS", "The folder of your own saved hunts; else $XDG_CONFIG_HOME/huntdb/hunts, "
     "else ~/.config/huntdb/hunts. Each is a file NAME.sql whose first comment line is its title; "
     "a comment line \":name 20 meaning\" declares a parameter and its default."),
    ("XDG_STATE_HOME", "Where the shell keeps its history, in huntdb/history; else ~/.local/state."),
    ("NO_COLOR", "No colour on a terminal when it is set."),
    ("COLUMNS", "The width of tables on a terminal, where --width is not given."),
]

STATUSES = [
    (0, "success, findings included; also when the reader of a pipe has enough"),
    (1, "a runtime or SQL error"),
    (2, "the command line asks for something that does not exist or makes no sense"),
    (3, "there are findings, and --fail-on-findings was given"),
    (4, "under --strict, a file or record could not be read"),
    (5, "another program holds the store; try again"),
    (6, "the store is damaged, or newer than the program"),
    (124, "the time limit struck"),
    (130, "interrupted"),
]


def escaped(text):
    """Text that roff shows as it is."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join("\\&" + line if line[:1] in ".'" else line for line in text.splitlines())


def heading(text):
    print(f".SH {escaped(text)}")


def paragraph(text, macro=".PP"):
    print(macro)
    print(escaped(text))


def entry(label, text):
    print(".TP")
    print(label)
    print(escaped(text))


def spelled(name):
    return ("--" if name["kind"] == "long" else "-") + name["name"]


def shown(things):
    return [thing for thing in things or [] if thing.get("shouldDisplay", True)]


def value(argument):
    return f"\\fI{escaped(argument['valueName'])}\\fR"


def label(argument):
    """The bold names of an option, or the italic name of an argument, and its value."""
    if argument["kind"] == "positional":
        return value(argument)
    names = ", ".join(f"\\fB{escaped(spelled(name))}\\fR" for name in argument["names"])
    return names + (" " + value(argument) if argument["kind"] == "option" else "")


def meaning(argument):
    text = argument.get("abstract", "")
    if argument.get("allValues"):
        text += " Values: " + ", ".join(argument["allValues"]) + "."
    if argument.get("defaultValue"):
        text += f" Default: {argument['defaultValue']}."
    return text


def flattened(commands, before="huntdb"):
    """Every command that does something, with its full name."""
    for command in shown(commands):
        name = f"{before} {command['commandName']}"
        if command["commandName"] == "help":
            continue
        if command.get("subcommands"):
            yield from flattened(command["subcommands"], name)
        else:
            yield name, command


def arguments(command):
    """What a command takes, but for what all of them take."""
    for argument in shown(command.get("arguments")):
        names = {name["name"] for name in argument.get("names") or []}
        if not names & {"help", "version"}:
            yield argument


def synopsis(name, command):
    words = [f"\\fB{escaped(name)}\\fR", "[\\fIoptions\\fR]"]
    for argument in arguments(command):
        if argument["kind"] == "positional":
            word = value(argument) + (" ..." if argument["isRepeating"] else "")
            words.append(f"[{word}]" if argument["isOptional"] else word)
    return " ".join(words)


def main():
    help_ = json.load(sys.stdin)["command"]
    commands = list(flattened(help_["subcommands"]))
    print(f'.TH HUNTDB 1 "" "huntdb {sys.argv[1]}" "User Commands"')
    heading("NAME")
    print(escaped(f"huntdb - {help_['abstract'][0].lower()}{help_['abstract'][1:].rstrip('?')}"))
    heading("SYNOPSIS")
    print("\n.br\n".join(synopsis(*command) for command in commands))
    heading("DESCRIPTION")
    print(escaped("Results go to standard output, everything else to standard error."))
    print(escaped("Times are UTC: 2026-11-20, RFC 3339, or 7d and 36h, which are counted back."))
    print(escaped("Every command also takes --help and --version."))
    for name, command in commands:
        heading(name.removeprefix("huntdb ").upper())
        print(synopsis(name, command))
        paragraph(command.get("abstract", ""))
        if command.get("discussion"):
            paragraph(command["discussion"])
        for argument in arguments(command):
            entry(label(argument), meaning(argument))
    heading("EXIT STATUS")
    for code, text in STATUSES:
        entry(f"\\fB{code}\\fR", text)
    heading("ENVIRONMENT")
    for name, text in ENVIRONMENT:
        entry(f"\\fB{name}\\fR", text)
    heading("SEE ALSO")
    print("\\fBsqlite3\\fR(1): every table and view of the store is there, too.")


if __name__ == "__main__":
    main()
