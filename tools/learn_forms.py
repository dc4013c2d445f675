#!/usr/bin/env python3
"""Learns data/form-weights.csv from labelled pages.

    pip install scikit-learn==1.9.1
    tools/learn_forms.py DIR                     learn from all of DIR
    tools/learn_forms.py DIR --folds FILE        learn five times without a fifth of the sites, read that fifth, and
                                                 write all those readings to FILE for scripts/forms-score.mjs

DIR holds labels.json and its pages; the format is the one of tests/forms/README.md. What is weighed is printed by the
example read_forms, so that learning and reading look at the same features. Same pages, same weights: nothing is random
but the order of the sites, whose seed is fixed.
"""

import argparse
import collections
import json
import pathlib
import random
import re
import subprocess
import sys

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

ROOT = pathlib.Path(__file__).resolve().parent.parent
WEIGHTS = ROOT / "data" / "form-weights.csv"
READER = ROOT / "target" / "release" / "examples" / "read_forms"
FOLDS = 5
# A feature that fewer examples show, or that weighs less, says nothing about pages not seen.
FEWEST_EXAMPLES = 4
LEAST_WEIGHT = 0.05
# The inverse strength of the L2 regularisation, by model.
SOFTNESS = {
    "new-alone": 0.1,
    "new-among": 0.3,
    "identifier": 1,
    "sign-up": 1,
    "name-only-login": 0.3,
    "name-only-sign-up": 0.3,
    "name-only-reset": 0.3,
}
# What a yes weighs beside a no. A user name that is not seen is a login that is not joined to its account; one too many
# costs nothing.
YES = {"identifier": 1.5}
# What a page links to says whose it is, but for these.
EVERYBODYS = {"facebook.com", "twitter.com", "google.com", "youtube.com", "instagram.com", "linkedin.com", "pinterest.com", "apple.com", "w3.org"}
# Pages on which a password field without a label is the present password.
CURRENT_UNLESS_LABELLED = {"change-password", "no-new-password"}


def build():
    subprocess.run(["cargo", "build", "-q", "--release", "--example", "read_forms"], cwd=ROOT, check=True)


def read(directory, files, *flags):
    """What the example says of pages, one object a file."""
    run = subprocess.run([READER, *flags, *files], cwd=directory, check=True, capture_output=True, text=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


def sites_of(directory, files):
    """The site of each page: of DuckDuckGo's set by its name, else by the host that it links to most."""
    sites = {}
    for file in files:
        corpus, _, name = file.partition("/")
        if corpus == "ddg":
            sites[file] = name.split("_")[0]
            continue
        markup = (directory / file).read_text(errors="replace")
        hosts = re.findall(r'(?:href|action)="https?://([^/":?#]+)', markup)
        counts = collections.Counter(".".join(host.split(".")[-2:]) for host in hosts)
        own = [host for host, _ in counts.most_common() if host not in EVERYBODYS]
        sites[file] = own[0] if own else file
    return sites


def examples(pages, described):
    """(model, features, answer) for every question that a label answers."""
    for page in described:
        kind = pages[page["file"]]["kind"]
        labels = {field["field"]: field["role"] for field in pages[page["file"]]["fields"]}
        roles_of = lambda block: {labels.get(field) for field in block["fields"]}
        has_password = any(block["passwords"] for block in page["blocks"])
        for block in page["blocks"]:
            model = "new-alone" if len(block["passwords"]) == 1 else "new-among"
            for field in block["passwords"]:
                role = labels.get(field["field"])
                if role in ("new-password", "current-password"):
                    yield model, field["features"], role == "new-password"
                elif role == "unlabelled-password" and kind in CURRENT_UNLESS_LABELLED and page["file"].startswith("fathom-newpw/"):
                    yield model, field["features"], False
            for field in block["texts"]:
                role = labels.get(field["field"])
                if role is not None:
                    yield "identifier", field["features"], role == "identifier"
            roles = roles_of(block)
            parts = set(kind.split("+"))
            if "new-password" in roles and "current-password" not in roles:
                if "signup" in parts:
                    yield "sign-up", block["features"], True
                elif parts & {"change-password", "recovery", "other"}:
                    yield "sign-up", block["features"], False
            purpose = purpose_of(kind, parts, block, roles, has_password)
            if purpose:
                # A form without a password is what these models are asked about; the others teach them words.
                features = [feature for feature in block["features"] if not feature.startswith("passwords")]
                weight = 4 if purpose != "other" and not block["passwords"] else 1
                for model in ("login", "sign-up", "reset"):
                    yield f"name-only-{model}", features, purpose == model, weight


def purpose_of(kind, parts, block, roles, has_password):
    """What a block is for, where the labels leave no doubt."""
    if "new-password" in roles:
        if "current-password" in roles:
            return None
        return "sign-up" if "signup" in parts else "reset" if parts & {"change-password", "recovery"} else None
    if "current-password" in roles:
        return "login"
    if block["passwords"] or not block["asks"]:
        return None
    speaks_of_reset = bool({"Button Reset", "Heading Reset", "Heading Forgot", "Form Forgot", "Form Reset", "Button Forgot"} & set(block["features"]))
    if "recovery" in parts and "identifier" in roles and (speaks_of_reset or kind == "recovery"):
        return "reset"
    if "identifier" in roles and not has_password:
        named = {"login": "login", "signup": "sign-up", "no-new-password": "login"}.get(kind)
        if named:
            return named
    return None if speaks_of_reset or kind == "signup-or-change" else "other"


def learn(found):
    """The table's rows."""
    rows = []
    by_model = collections.defaultdict(list)
    for model, features, answer, *weight in found:
        by_model[model].append((features, answer, (weight or [1])[0] * (YES.get(model, 1) if answer else 1)))
    for model in SOFTNESS:
        features, answers, weights = zip(*by_model[model])
        counts = collections.Counter(feature for each in features for feature in each)
        vectorizer = DictVectorizer(sparse=False)
        matrix = vectorizer.fit_transform([{feature: 1 for feature in each if counts[feature] >= FEWEST_EXAMPLES} for each in features])
        fitted = LogisticRegression(C=SOFTNESS[model], solver="liblinear", max_iter=5000, random_state=0).fit(
            matrix, answers, sample_weight=weights
        )
        rows.append((model, "bias", fitted.intercept_[0]))
        weighed = zip(vectorizer.feature_names_, fitted.coef_[0])
        rows.extend((model, feature, weight) for feature, weight in weighed if abs(weight) >= LEAST_WEIGHT)
        print(f"{model}: {len(answers)} examples, {sum(answers)} yes, {matrix.shape[1]} features", file=sys.stderr)
    return rows


def write(rows):
    lines = [f"{model},{feature},{weight:.2f}" for model, feature, weight in rows]
    WEIGHTS.write_text("\n".join(["# Learned by tools/learn_forms.py; do not edit.", "model,feature,weight", *lines, ""]))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("dir", type=pathlib.Path)
    parser.add_argument("--folds", type=pathlib.Path)
    arguments = parser.parse_args()
    pages = {page["file"]: page for page in json.loads((arguments.dir / "labels.json").read_text())}
    files = sorted(pages)
    build()
    described = read(arguments.dir, files, "--features")
    if arguments.folds:
        sites = sites_of(arguments.dir, files)
        order = sorted(set(sites.values()))
        random.Random(0).shuffle(order)
        fold = {site: index % FOLDS for index, site in enumerate(order)}
        readings = []
        try:
            for left_out in range(FOLDS):
                write(learn(examples(pages, [page for page in described if fold[sites[page["file"]]] != left_out])))
                build()
                readings += read(arguments.dir, [file for file in files if fold[sites[file]] == left_out])
        finally:
            write(learn(examples(pages, described)))
        arguments.folds.write_text(json.dumps(readings))
    else:
        write(learn(examples(pages, described)))
    build()


if __name__ == "__main__":
    main()
