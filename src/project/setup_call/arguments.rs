//! The keywords of a call, or the keys of a dict, as far as `setup` takes them as literals.

use super::{
    dicts::Dicts,
    tokens::{Spot, Token},
};

/// The keywords that are read.
pub(super) const KEYS: [&str; 3] = ["name", "version", "python_requires"];

/// What one of [`KEYS`] is set to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// A plain string, and the byte of its keyword
    Plain(String, usize),
    /// Something else
    Unknown,
}

impl Value {
    /// The plain string that these tokens are, also in brackets. Strings that stand side by side are
    /// one.
    fn of(tokens: &[Spot<'_>], keyword: usize) -> Self {
        let tokens = match tokens {
            [open, inner @ .., close] if open.is('(') && close.is(')') => inner,
            bare => bare,
        };
        let mut whole = String::new();
        for spot in tokens {
            let Token::Plain(text) = spot.token else { return Self::Unknown };
            whole.push_str(text);
        }
        if tokens.is_empty() { Self::Unknown } else { Self::Plain(whole, keyword) }
    }

    fn same(&self, other: &Self) -> bool {
        matches!((self, other), (Self::Plain(a, _), Self::Plain(b, _)) if a == b)
    }
}

/// The values of [`KEYS`], each `None` where it is not set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Arguments {
    values: [Option<Value>; KEYS.len()],
    /// Whether there are more arguments than stand in the file
    pub(super) open: bool,
    /// The bytes of the `**` that were followed
    pub(super) followed: Vec<usize>,
}

impl Arguments {
    /// What stands between the brackets of a call, or of a dict's display.
    pub(super) fn read<'a>(tokens: &[Spot<'a>], display: bool, dicts: &Dicts<'_, 'a>) -> Self {
        let mut all = Self::default();
        for item in items(tokens) {
            match item {
                [] => {}
                [first, second, rest @ ..] if first.is('*') && second.is('*') => {
                    if let Some(more) = dicts.mapping(rest) {
                        all.merge(&more, true);
                        all.followed.push(first.start);
                    } else if display {
                        all.forget();
                    } else {
                        all.open();
                    }
                }
                [Spot { token: Token::Word(key), start, .. }, equals, value @ ..]
                    if equals.is('=') && value.first().is_some_and(|it| !it.is('=')) =>
                {
                    all.set(key, Value::of(value, *start), true);
                }
                [Spot { token: Token::Plain(key), start, .. }, colon, value @ ..]
                    if colon.is(':') =>
                {
                    all.set(key, Value::of(value, *start), true);
                }
                // `dict(other, name="x")` and `update({...})`
                other => match dicts.mapping(other) {
                    Some(more) => all.merge(&more, true),
                    None => all.forget(),
                },
            }
        }
        all
    }

    /// The plain string that a key is set to, and the byte of its keyword.
    pub(super) fn plain(&self, key: &str) -> Option<(&str, usize)> {
        let at = KEYS.iter().position(|it| *it == key)?;
        match &self.values[at] {
            Some(Value::Plain(text, byte)) => Some((text, *byte)),
            _ => None,
        }
    }

    /// Sets a key. What may not happen leaves a key unknown, but for the value that it has.
    pub(super) fn set(&mut self, key: &str, value: Value, sure: bool) {
        let Some(at) = KEYS.iter().position(|it| *it == key) else { return };
        let slot = &mut self.values[at];
        let stays = !sure && slot.as_ref().is_some_and(|old| old.same(&value));
        if !stays {
            *slot = Some(if sure { value } else { Value::Unknown });
        }
    }

    /// Sets one of the literal values of a statement.
    pub(super) fn put(&mut self, key: &str, value: &[Spot<'_>], keyword: usize, sure: bool) {
        self.set(key, Value::of(value, keyword), sure);
    }

    /// Sets a key that has no value yet.
    pub(super) fn set_default(
        &mut self,
        key: &str,
        value: &[Spot<'_>],
        keyword: usize,
        sure: bool,
    ) {
        let at = KEYS.iter().position(|it| *it == key);
        if at.is_some_and(|at| self.values[at].is_none()) {
            self.put(key, value, keyword, sure);
        }
    }

    /// Sets all keys that another one sets.
    pub(super) fn merge(&mut self, more: &Self, sure: bool) {
        for (key, value) in KEYS.iter().zip(&more.values) {
            if let Some(value) = value {
                self.set(key, value.clone(), sure);
            }
        }
        self.open |= more.open;
        self.followed.extend(&more.followed);
    }

    /// Takes this or that: only what both say is known.
    pub(super) fn either(&mut self, other: &Self) {
        for (mine, theirs) in self.values.iter_mut().zip(&other.values) {
            let same = match (&*mine, theirs) {
                (Some(mine), Some(theirs)) => mine.same(theirs),
                (None, None) => true,
                _ => false,
            };
            if !same {
                *mine = Some(Value::Unknown);
            }
        }
        self.open |= other.open;
        self.followed.extend(&other.followed);
    }

    /// Anything may have been set that is not set yet: a call takes no keyword twice.
    fn open(&mut self) {
        for slot in &mut self.values {
            slot.get_or_insert(Value::Unknown);
        }
        self.open = true;
    }

    /// Anything may have been set.
    pub(super) fn forget(&mut self) {
        self.values.fill(Some(Value::Unknown));
        self.open = true;
    }

    /// A key may be gone, or be something else.
    pub(super) fn lose(&mut self, key: &str) {
        self.set(key, Value::Unknown, true);
    }
}

/// The parts between commas that no inner bracket holds; `tokens` end before the closing bracket.
fn items<'s, 'a>(tokens: &'s [Spot<'a>]) -> Vec<&'s [Spot<'a>]> {
    let mut depth = 0_isize;
    tokens
        .split(|spot| {
            depth += spot.turn();
            depth == 0 && spot.is(',')
        })
        .collect()
}

/// The tokens between an opening bracket, which is the first of `tokens`, and its end; `None` when
/// it has none.
pub(super) fn inside<'s, 'a>(tokens: &'s [Spot<'a>]) -> Option<&'s [Spot<'a>]> {
    let mut depth = 0_isize;
    let end = tokens.iter().position(|spot| {
        depth += spot.turn();
        depth == 0
    })?;
    tokens.get(1..end)
}
