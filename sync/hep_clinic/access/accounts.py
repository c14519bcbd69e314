"""Therapists' accounts: who may sign in at the clinic, and bearer tokens for their other programs."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass

from argon2 import PasswordHasher

from hep_clinic.access.digests import digest, new_secret
from hep_clinic.access.invitations import DAY
from hep_clinic.errors import Refused

SHORTEST, LONGEST = 12, 200
MOST_DAYS = 366
_EMAIL = re.compile(r"[^\s@\x00-\x1f]{1,64}@[A-Za-z0-9.-]{1,190}\Z")


@dataclass(frozen=True, slots=True)
class Account:
    """One therapist."""

    email: str
    active: bool
    created: int
    """Microseconds since 1970."""
    tokens: int
    """Bearer tokens that hold now."""


def checked_email(text: str) -> str:
    """An address as it is kept. Raises `Refused`."""
    email = text.strip().lower()
    if not _EMAIL.match(email):
        raise Refused("This is not an e-mail address.")
    return email


def checked_password(password: str, email: str) -> str:
    """A password that may be used. Raises `Refused` with what is wrong."""
    if not SHORTEST <= len(password) <= LONGEST or "\x00" in password:
        raise Refused(f"A password has {SHORTEST} to {LONGEST} characters; a short sentence is good.")
    if len(set(password.casefold())) < 5 or email.partition("@")[0] in password.casefold():
        raise Refused("This password is too easy to guess; a short sentence of your own is good.")
    return password


def add_account(db: sqlite3.Connection, email: str, password: str, now: int) -> str:
    """A new account, or a disabled one with a new password. Raises `Refused` where there is one already."""
    email = checked_email(email)
    row = db.execute("SELECT active FROM account WHERE email = ?", (email,)).fetchone()
    if row is not None and row[0]:
        raise Refused(f"{email} has an account already; disable it first to give it a new password.")
    secret = PasswordHasher().hash(checked_password(password, email))
    sql = """INSERT INTO account (email, secret, active, created) VALUES (?, ?, 1, ?)
             ON CONFLICT (email) DO UPDATE SET secret = excluded.secret, active = 1"""
    db.execute(sql, (email, secret, now))
    return email


def disable_account(db: sqlite3.Connection, email: str) -> str:
    """End an account and every token of it. Raises `Refused` where there is none."""
    email = checked_email(email)
    if not db.execute("UPDATE account SET active = 0 WHERE email = ?", (email,)).rowcount:
        raise Refused(f"There is no account {email}.")
    db.execute("DELETE FROM bearer WHERE email = ?", (email,))
    return email


def accounts(db: sqlite3.Connection, now: int) -> list[Account]:
    """Every account, by address."""
    sql = """SELECT email, active, created, (SELECT count(*) FROM bearer b WHERE b.email = a.email AND b.expires > ?)
             FROM account a ORDER BY email"""
    return [Account(email, bool(active), created, tokens) for email, active, created, tokens in db.execute(sql, (now,))]


def new_token(db: sqlite3.Connection, email: str, days: int, now: int) -> str:
    """A bearer token for another program of a therapist's; it is shown this once. Raises `Refused`."""
    email = checked_email(email)
    if not 1 <= days <= MOST_DAYS:
        raise Refused(f"A token lasts from 1 to {MOST_DAYS} days.")
    if db.execute("SELECT 1 FROM account WHERE email = ? AND active = 1", (email,)).fetchone() is None:
        raise Refused(f"There is no active account {email}.")
    token = new_secret()
    sql = "INSERT INTO bearer (hash, email, created, expires) VALUES (?, ?, ?, ?)"
    db.execute(sql, (digest(token), email, now, now + days * DAY))
    return token
