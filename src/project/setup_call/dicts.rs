//! The dict that a call takes as `**NAME`, followed through the statements that fill it.
//!
//! Nothing is run: what a condition decides, a loop, or a function elsewhere leaves a key unknown.

use std::cell::Cell;

use super::{
    arguments::{Arguments, inside},
    statements::Statements,
    tokens::{Spot, Token},
};

/// So many dicts are followed in one file; each costs a walk through its statements.
const MOST: usize = 50;

/// Dicts that are made of others are followed so deep.
const DEEPEST: usize = 6;

/// What a name stands for.
enum Named {
    /// Nothing yet
    Unset,
    /// A dict that is followed
    Dict(Arguments),
    /// Anything else
    Other,
}

/// The dicts of a file as they are when one of its statements runs.
pub(super) struct Dicts<'s, 'a> {
    statements: &'s Statements<'s, 'a>,
    /// The statement
    at: usize,
    /// How many dicts may still be followed
    left: &'s Cell<usize>,
    depth: usize,
}

impl<'s, 'a> Dicts<'s, 'a> {
    /// How many dicts may be followed in one file.
    pub(super) fn allowance() -> Cell<usize> {
        Cell::new(MOST)
    }

    /// Those that the statement holding this byte sees.
    pub(super) fn at(
        statements: &'s Statements<'s, 'a>,
        byte: usize,
        left: &'s Cell<usize>,
    ) -> Self {
        Self { statements, at: statements.holding(byte), left, depth: 0 }
    }

    /// What an expression holds: a display, a call of `dict`, or the name of such a one.
    pub(super) fn mapping(&self, tokens: &[Spot<'a>]) -> Option<Arguments> {
        if self.depth >= DEEPEST {
            return None;
        }
        let deeper = Self { depth: self.depth + 1, ..*self };
        let whole = |brackets: &[Spot<'a>], open: char| {
            let inner = inside(brackets).filter(|_| brackets[0].is(open))?;
            let is_whole = inner.len() + 2 == brackets.len();
            is_whole.then(|| Arguments::read(inner, open == '{', &deeper))
        };
        match tokens {
            [Spot { token: Token::Word(name), .. }] => deeper.named(name),
            [dict, brackets @ ..] if dict.is_word("dict") => whole(brackets, '('),
            [name, dot, copy, open, close]
                if dot.is('.') && copy.is_word("copy") && open.is('(') && close.is(')') =>
            {
                self.mapping(std::slice::from_ref(name))
            }
            [first, ..] if first.is('{') => whole(tokens, '{'),
            _ => None,
        }
    }

    /// The dict of this name, in the function of the statement or at the top of the file.
    fn named(&self, name: &str) -> Option<Arguments> {
        self.left.set(self.left.get().checked_sub(1)?);
        let own = self.statements.scope(self.at);
        let mut found = self.filled(name, own, self.at);
        let argument = own
            .and_then(|head| self.statements.get(head))
            .is_some_and(|head| head.tokens.iter().skip(2).any(|it| it.is_word(name)));
        if own.is_some() && !argument && matches!(found, Named::Unset) {
            found = self.filled(name, None, usize::MAX);
        }
        match found {
            Named::Dict(dict) => Some(dict),
            Named::Unset | Named::Other => None,
        }
    }

    /// What the statements of one function before `end` make of a name.
    fn filled(&self, name: &str, scope: Option<usize>, end: usize) -> Named {
        let mut dict = Named::Unset;
        for (at, statement) in self.statements.within(scope).take_while(|(at, _)| *at < end) {
            // A statement that begins with the name, or with `del` and the name.
            if !statement.tokens.iter().take(2).any(|it| it.is_word(name)) {
                continue;
            }
            let sure = self.statements.is_sure(at, self.at);
            let seen = Self { at, ..*self };
            seen.step(name, statement.tokens, sure, &mut dict);
        }
        dict
    }

    /// What one statement does to a dict.
    fn step(&self, name: &str, tokens: &[Spot<'a>], sure: bool, dict: &mut Named) {
        if let [del, named, rest @ ..] = tokens
            && del.is_word("del")
            && named.is_word(name)
        {
            match (rest, dict) {
                ([open, Spot { token: Token::Plain(key), .. }, ..], Named::Dict(dict))
                    if open.is('[') =>
                {
                    dict.lose(key);
                }
                (_, dict) => *dict = Named::Other,
            }
            return;
        }
        let [named, rest @ ..] = tokens else { return };
        if !named.is_word(name) {
            return;
        }
        match rest {
            [equals, value @ ..]
                if equals.is('=') && !value.first().is_some_and(|it| it.is('=')) =>
            {
                self.assign(value, sure, dict);
            }
            [colon, note @ ..] if colon.is(':') => {
                if let Some(at) = note.iter().position(|it| it.is('=')) {
                    self.assign(&note[at + 1..], sure, dict);
                }
            }
            _ => {
                if let Named::Dict(dict) = dict {
                    self.change(rest, sure, dict);
                }
            }
        }
    }

    fn assign(&self, value: &[Spot<'a>], sure: bool, dict: &mut Named) {
        let new = self.mapping(value);
        match (sure, &mut *dict, new) {
            // One of several branches: what they agree in is known.
            (false, Named::Dict(old), Some(new)) => old.either(&new),
            (false, Named::Dict(_) | Named::Other, _) | (_, _, None) => *dict = Named::Other,
            (_, _, Some(new)) => *dict = Named::Dict(new),
        }
    }

    /// A statement that begins with the name of the dict, and what follows the name.
    fn change(&self, rest: &[Spot<'a>], sure: bool, dict: &mut Arguments) {
        match rest {
            [dot, Spot { token: Token::Word(method), .. }, call @ ..] if dot.is('.') => {
                let inner = inside(call).unwrap_or_default();
                match (*method, inner) {
                    ("update", inner) => dict.merge(&Arguments::read(inner, false, self), sure),
                    (
                        "setdefault",
                        [Spot { token: Token::Plain(key), start, .. }, comma, value @ ..],
                    ) if comma.is(',') => dict.set_default(key, value, *start, sure),
                    ("pop", [Spot { token: Token::Plain(key), .. }, ..]) => dict.lose(key),
                    ("get" | "items" | "keys" | "values", _) => {}
                    _ => dict.forget(),
                }
            }
            [open, Spot { token: Token::Plain(key), start, .. }, close, change @ ..]
                if open.is('[') && close.is(']') =>
            {
                match change {
                    [equals, value @ ..] if equals.is('=') => dict.put(key, value, *start, sure),
                    // `kwargs["options"]["x"] = y` and `kwargs["packages"].append("y")`
                    [inner, ..] if inner.is('[') || inner.is('.') => {}
                    _ => dict.lose(key),
                }
            }
            [bar, equals, value @ ..] if bar.is('|') && equals.is('=') => match self.mapping(value)
            {
                Some(more) => dict.merge(&more, sure),
                None => dict.forget(),
            },
            _ => dict.forget(),
        }
    }
}
