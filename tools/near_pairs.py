#!/usr/bin/env python3
"""Pairs of passwords on which the search for similar ones is measured (docs/similar.md).

    tools/near_pairs.py LIST one|two|unrelated dev|test [--pairs N] [--seed S] [--labels FILE]

Prints old<TAB>new lines. `one` and `two` edit a password of the list by one or two rules, as people do: Das et al. 2014,
Wang et al. 2018, Pal et al. 2019. The rules are written without a look at src/reuse/: they say what people do, not what
Hygieia looks for. `unrelated` are two different passwords of the list. `dev` and `test` have no password in common; only `dev` was looked at while the rules of
src/reuse/ were weighed. --labels writes the rules of each pair, one line each.
"""

import argparse
import random
import zlib

SITES = ["facebook", "google", "amazon", "yahoo", "twitter", "netflix", "paypal", "rakuten", "ebay", "linkedin", "line",
         "instagram", "gmail", "mercari", "docomo", "nifty", "biglobe", "walmart", "apple", "steam"]
LEET = {"a": "@4", "e": "3", "i": "1!", "o": "0", "s": "$5", "t": "7", "l": "1", "b": "8", "g": "9"}
SHIFT = dict(zip("1234567890", "!@#$%^&*()"))
SYMBOLS = "!!!!!!...???@@@###***$$$__--+&%"


def letters(word):
    return [i for i, c in enumerate(word) if c.isalpha()]


def number(word):
    """Where the last number stands."""
    end = len(word)
    while end and not word[end - 1].isdigit():
        end -= 1
    start = end
    while start and word[start - 1].isdigit():
        start -= 1
    return start, end


def capital_first(w, r):
    return w[:1].upper() + w[1:] if w[:1].islower() else None


def capital_last(w, r):
    return w[:-1] + w[-1].upper() if w[-1].islower() else None


def all_upper(w, r):
    return w.upper()


def all_lower(w, r):
    return w.lower()


def capital_somewhere(w, r):
    i = r.choice([i for i, c in enumerate(w) if c.islower()] or [None])
    return None if i is None else w[:i] + w[i].upper() + w[i + 1:]


def leet_all(w, r):
    chosen = {c: r.choice(s) for c, s in LEET.items() if c in "aeios"}
    return "".join(chosen.get(c.lower(), c) for c in w)


def leet_kind(w, r):
    kinds = sorted({c.lower() for c in w} & set(LEET))
    if not kinds:
        return None
    kind = r.choice(kinds)
    sign = r.choice(LEET[kind])
    return "".join(sign if c.lower() == kind else c for c in w)


def leet_once(w, r):
    places = [i for i, c in enumerate(w) if c.lower() in LEET]
    if not places:
        return None
    i = r.choice(places)
    return w[:i] + r.choice(LEET[w[i].lower()]) + w[i + 1:]


def digit_behind(w, r):
    return w + r.choice("11111122233457890" "6")


def digits_behind(w, r):
    return w + r.choice(["12", "123", "1234", "01", "11", "22", "00", "99", "69", "77", "88", "21", "23", "321", "007",
                         f"{r.randrange(100):02}", f"{r.randrange(100):02}"])


def digit_before(w, r):
    return r.choice("111237") + w


def count_up(w, r):
    start, end = number(w)
    if start == end or end - start > 8:
        return None
    return w[:start] + f"{int(w[start:end]) + r.choice([1, 1, 1, 2, 3]):0{end - start}}" + w[end:]


def next_digit(w, r):
    start, end = number(w)
    return w[:end] + str((int(w[end - 1]) + 1) % 10) + w[end:] if start < end else None


def digit_away(w, r):
    return w[:-1] if w[-1:].isdigit() else None


def number_away(w, r):
    start, end = number(w)
    return w[:start] + w[end:] if start < end else None


def year_behind(w, r):
    return w + str(r.choice([2026, 2026, 2025, 2025, 2024, 2023, r.randrange(1960, 2012)]))


def short_year_behind(w, r):
    return w + f"{r.choice([26, 26, 25, 25, 24, 23, r.randrange(60, 100)]):02}"


def next_year(w, r):
    start, end = number(w)
    if end - start not in (2, 4) or (end - start == 4 and not 1950 <= int(w[start:end]) <= 2030):
        return None
    return w[:start] + f"{(int(w[start:end]) + r.choice([1, 1, 2])) % 10 ** (end - start):0{end - start}}" + w[end:]


def symbol_behind(w, r):
    return w + r.choice(SYMBOLS)


def symbols_behind(w, r):
    return w + r.choice(["!!", "1!", "_1", "123!", "!1", "!@#", "...", "@1", "**"])


def symbol_before(w, r):
    return r.choice("!!!@@##$**.") + w


def symbol_changed(w, r):
    return w[:-1] + r.choice(SYMBOLS) if not w[-1].isalnum() else None


def symbol_around(w, r):
    s = r.choice("!*#@-_.")
    return s + w + s


def separator(w, r):
    turns = [i for i in range(1, len(w)) if w[i].isdigit() != w[i - 1].isdigit()]
    i = r.choice(turns) if turns else None
    return None if i is None else w[:i] + r.choice("__--..@#!") + w[i:]


def double_last(w, r):
    return w + w[-1]


def drop_last(w, r):
    return w[:-1]


def drop_first(w, r):
    return w[1:]


def letter_behind(w, r):
    return w + r.choice("abcdefghijklmnopqrstuvwxyz")


def repeat(w, r):
    return w + w


def back_to_front(w, r):
    i = len(w.rstrip("0123456789!@#$%*?._-"))
    return w[i:] + w[:i] if 0 < i < len(w) else None


def reverse(w, r):
    return w[::-1]


def shift_last(w, r):
    return w[:-1] + SHIFT[w[-1]] if w[-1:] in SHIFT else None


def site_behind(w, r):
    return w + r.choice(["", "", "", "_", "-", "@", "."]) + r.choice(SITES)


def site_before(w, r):
    return r.choice(SITES) + r.choice(["", "", "", "_", "-"]) + w


def site_replaced(w, r):
    old, new = r.sample(SITES, 2)
    site = lambda name: name.capitalize() if w[:1].isupper() else name
    return (w + site(old), w + site(new))


# How often people make them, roughly: what is added at the end comes first in all three studies.
RULES = [(capital_first, 8), (capital_last, 1), (all_upper, 3), (all_lower, 2), (capital_somewhere, 1), (leet_all, 3),
         (leet_kind, 4), (leet_once, 2), (digit_behind, 12), (digits_behind, 9), (digit_before, 2), (count_up, 8),
         (next_digit, 2), (digit_away, 3), (number_away, 3), (year_behind, 4), (short_year_behind, 3), (next_year, 5),
         (symbol_behind, 9), (symbols_behind, 3), (symbol_before, 2), (symbol_changed, 4), (symbol_around, 1),
         (separator, 2), (double_last, 2), (drop_last, 3), (drop_first, 2), (letter_behind, 2), (repeat, 2),
         (back_to_front, 2), (reverse, 1), (shift_last, 2), (site_behind, 2), (site_before, 1), (site_replaced, 2)]


def left_alone(word):
    return len(word) < 4 or (word.isdigit() and len(word) <= 6)


def edited(word, rules, rng, flat):
    """A pair and the names of its rules, or nothing if a rule does not fit the word."""
    chosen = rng.choices([rule for rule, _ in RULES], None if flat else [weight for _, weight in RULES], k=rules)
    if rules > 1 and len(set(chosen)) < rules:
        return None
    old = new = word
    for rule in chosen:
        made = rule(new, rng)
        if not made or made == new:
            return None
        if isinstance(made, tuple):
            if new != word:
                return None
            old, made = made
        new = made
    if old == new or left_alone(old) or left_alone(new):
        return None
    return old, new, "+".join(rule.__name__ for rule in chosen)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("list")
    parser.add_argument("kind", choices=["one", "two", "unrelated"])
    parser.add_argument("half", choices=["dev", "test"])
    parser.add_argument("--pairs", type=int, default=30_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--turned", action="store_true", help="the edited password is the older one")
    parser.add_argument("--flat", action="store_true", help="every rule as often as the others")
    parser.add_argument("--top", type=int, help="only the first so many of the list")
    parser.add_argument("--labels")
    arguments = parser.parse_args()
    with open(arguments.list, encoding="utf-8", errors="strict") as file:
        words = [line.rstrip("\r\n") for line in file][:arguments.top]
    half = 0 if arguments.half == "dev" else 1
    words = [word for word in words if zlib.crc32(word.encode()) % 2 == half and "\t" not in word and not left_alone(word)]
    rng = random.Random(arguments.seed)
    labels = open(arguments.labels, "w") if arguments.labels else None
    done = 0
    while done < arguments.pairs:
        if arguments.kind == "unrelated":
            old, new = rng.sample(words, 2)
        else:
            found = edited(rng.choice(words), 1 if arguments.kind == "one" else 2, rng, arguments.flat)
            if not found:
                continue
            old, new, rules = found
            if arguments.turned:
                old, new = new, old
            if labels:
                print(rules, file=labels)
        print(f"{old}\t{new}")
        done += 1


main()
