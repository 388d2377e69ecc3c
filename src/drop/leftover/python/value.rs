//! What conditions on versions are made of, and what they come to for one Python.

use std::{cmp::Ordering, ops::Range};

use super::super::world::Release;

/// A value of Python's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Bool(bool),
    Int(i64),
    Text(String),
    Tuple(Vec<Value>),
}

/// Where a version comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fact {
    /// `sys.version_info`
    Info,
    /// `sys.hexversion`, and `PY_VERSION_HEX` of Cython
    Hex,
    /// The begin of `sys.version`; what follows is the build's
    Version,
    /// `platform.python_version()`
    Platform,
    /// `platform.python_version_tuple()`: three texts
    PlatformTuple,
    /// One number of the version, and `PY_MAJOR_VERSION` of Cython
    Part(usize),
}

/// An operator that compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compare {
    Less,
    LessEqual,
    Equal,
    Unequal,
    Greater,
    GreaterEqual,
    In,
    NotIn,
}

/// An expression as far as versions go, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Expr {
    pub(super) form: Form,
    pub(super) range: Range<usize>,
}

/// The form of an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Form {
    /// Anything else
    Unknown,
    Const(Value),
    Fact(Fact),
    Tuple(Vec<Expr>),
    Item(Box<Expr>, i64),
    Slice(Box<Expr>, Option<i64>, Option<i64>),
    /// `int(…)`
    Int(Box<Expr>),
    /// `….startswith(…)`
    Starts(Box<Expr>, Box<Expr>),
    Not(Box<Expr>),
    And(Vec<Expr>),
    Or(Vec<Expr>),
    Compare(Box<Expr>, Vec<(Compare, Expr)>),
    /// A name for another expression, which stands elsewhere
    Name(Box<Expr>),
}

impl Expr {
    /// What stands in it, itself not counted. What a name is for stands elsewhere.
    pub(super) fn inner(&self) -> Vec<&Self> {
        match &self.form {
            Form::Unknown | Form::Const(_) | Form::Fact(_) | Form::Name(_) => Vec::new(),
            Form::Tuple(all) | Form::And(all) | Form::Or(all) => all.iter().collect(),
            Form::Item(of, _) | Form::Slice(of, ..) | Form::Int(of) | Form::Not(of) => vec![of],
            Form::Starts(of, with) => vec![of, with],
            Form::Compare(first, rest) => {
                std::iter::once(&**first).chain(rest.iter().map(|(_, it)| it)).collect()
            }
        }
    }

    /// Whether it is or could be true or false, and not a version itself.
    pub(super) fn is_condition(&self) -> bool {
        match &self.form {
            Form::Not(_) | Form::And(_) | Form::Or(_) | Form::Compare(..) | Form::Starts(..) => {
                true
            }
            Form::Name(of) => of.is_condition(),
            _ => false,
        }
    }

    /// Whether anything is known of it.
    pub(super) fn is_known(&self) -> bool {
        self.form != Form::Unknown
    }

    /// Whether a version has a part in it.
    pub(super) fn is_of_version(&self) -> bool {
        match &self.form {
            Form::Fact(_) => true,
            Form::Name(of) => of.is_of_version(),
            _ => self.inner().into_iter().any(Self::is_of_version),
        }
    }

    /// How many expressions it is made of, those that its names are for among them.
    pub(super) fn size(&self) -> usize {
        match &self.form {
            Form::Name(of) => 1 + of.size(),
            _ => 1 + self.inner().into_iter().map(Self::size).sum::<usize>(),
        }
    }

    /// The numbers in it.
    pub(super) fn numbers(&self, out: &mut Vec<i64>) {
        match &self.form {
            Form::Const(value) => value.numbers(out),
            Form::Name(of) => of.numbers(out),
            _ => self.inner().into_iter().for_each(|it| it.numbers(out)),
        }
    }

    /// Whether it is true for a Python; `None` where that is not known.
    pub(super) fn is_true(&self, release: Release) -> Option<bool> {
        match &self.form {
            Form::Not(of) => Some(!of.is_true(release)?),
            Form::And(all) => all_of(all, release, true),
            Form::Or(all) => all_of(all, release, false).map(|none| !none),
            _ => Some(match self.value(release)? {
                Value::Bool(it) => it,
                Value::Int(it) => it != 0,
                Value::Text(it) => !it.is_empty(),
                Value::Tuple(it) => !it.is_empty(),
            }),
        }
    }

    fn value(&self, release: Release) -> Option<Value> {
        Some(match &self.form {
            Form::Unknown => return None,
            Form::Const(value) => value.clone(),
            Form::Fact(fact) => fact.of(release),
            Form::Tuple(all) => {
                Value::Tuple(all.iter().map(|it| it.value(release)).collect::<Option<_>>()?)
            }
            Form::Item(of, at) => of.value(release)?.item(*at)?,
            Form::Slice(of, from, to) => of.value(release)?.slice(*from, *to)?,
            Form::Int(of) => match of.value(release)? {
                Value::Int(number) => Value::Int(number),
                Value::Bool(it) => Value::Int(it.into()),
                Value::Text(digits) => Value::Int(digits.parse().ok()?),
                Value::Tuple(_) => return None,
            },
            Form::Starts(of, with) => match (of.value(release)?, with.value(release)?) {
                (Value::Text(text), Value::Text(start)) => Value::Bool(text.starts_with(&start)),
                _ => return None,
            },
            Form::Name(of) => of.value(release)?,
            Form::Compare(first, rest) => {
                let mut left = first.value(release);
                let mut known = true;
                for (operator, right) in rest {
                    let right = right.value(release);
                    let holds = left.as_ref().zip(right.as_ref());
                    match holds.and_then(|(a, b)| operator.holds(a, b)) {
                        Some(true) => {}
                        // One link that is false is enough, whatever the unknown ones are.
                        Some(false) => return Some(Value::Bool(false)),
                        None => known = false,
                    }
                    left = right;
                }
                known.then_some(Value::Bool(true))?
            }
            Form::Not(_) | Form::And(_) | Form::Or(_) => Value::Bool(self.is_true(release)?),
        })
    }
}

/// Whether all are `wanted`: one that is not is enough for no, whatever the unknown ones are.
fn all_of(all: &[Expr], release: Release, wanted: bool) -> Option<bool> {
    let answers: Vec<_> = all.iter().map(|it| it.is_true(release)).collect();
    if answers.contains(&Some(!wanted)) {
        return Some(false);
    }
    answers.iter().all(Option::is_some).then_some(true)
}

impl Fact {
    fn of(self, release: Release) -> Value {
        let Release { major, minor, micro } = release;
        let numbers = [major, minor, micro];
        let text = || format!("{major}.{minor}.{micro}");
        match self {
            Self::Info => {
                let mut parts: Vec<_> = numbers.iter().map(|&it| Value::Int(it.into())).collect();
                parts.extend([Value::Text("final".to_owned()), Value::Int(0)]);
                Value::Tuple(parts)
            }
            Self::Hex => Value::Int(release.hex()),
            Self::Version => Value::Text(text() + " ("),
            Self::Platform => Value::Text(text()),
            Self::PlatformTuple => {
                Value::Tuple(numbers.iter().map(|it| Value::Text(it.to_string())).collect())
            }
            Self::Part(at) => Value::Int(numbers.get(at).copied().unwrap_or_default().into()),
        }
    }
}

impl Value {
    fn numbers(&self, out: &mut Vec<i64>) {
        match self {
            Self::Bool(_) => {}
            Self::Int(number) => out.push(*number),
            Self::Text(text) => {
                let digits = text.split(|c: char| !c.is_ascii_digit());
                out.extend(digits.filter_map(|it| it.parse::<i64>().ok()));
            }
            Self::Tuple(all) => all.iter().for_each(|it| it.numbers(out)),
        }
    }

    fn item(self, at: i64) -> Option<Self> {
        let index = |length: usize| {
            let at = if at < 0 { at + i64::try_from(length).ok()? } else { at };
            usize::try_from(at).ok()
        };
        match self {
            Self::Tuple(all) => all.get(index(all.len())?).cloned(),
            Self::Text(text) => {
                let one = text.chars().nth(index(text.chars().count())?)?;
                Some(Self::Text(one.to_string()))
            }
            Self::Bool(_) | Self::Int(_) => None,
        }
    }

    /// Rule: Python's slices without a step; a bound beyond the end is the end.
    fn slice(self, from: Option<i64>, to: Option<i64>) -> Option<Self> {
        let bound = |at: Option<i64>, length: usize, otherwise: usize| match at {
            None => otherwise,
            Some(at) => {
                let length = i64::try_from(length).unwrap_or(i64::MAX);
                let at = if at < 0 { at.saturating_add(length) } else { at };
                usize::try_from(at.clamp(0, length)).unwrap_or_default()
            }
        };
        let cut = |length: usize| {
            let (from, to) = (bound(from, length, 0), bound(to, length, length));
            from..to.max(from)
        };
        match self {
            Self::Tuple(all) => Some(Self::Tuple(all.get(cut(all.len()))?.to_vec())),
            Self::Text(text) => Some(Self::Text(text.get(cut(text.len()))?.to_owned())),
            Self::Bool(_) | Self::Int(_) => None,
        }
    }

    /// The order of two values; `None` for those that Python 3 refuses to order.
    fn order(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Text(a), Self::Text(b)) => Some(a.cmp(b)),
            (Self::Tuple(a), Self::Tuple(b)) => {
                // As in Python, only the first unequal pair is ordered.
                match a.iter().zip(b).find(|(a, b)| !a.equals(b)) {
                    Some((a, b)) => a.order(b),
                    None => Some(a.len().cmp(&b.len())),
                }
            }
            _ => Some(self.number()?.cmp(&other.number()?)),
        }
    }

    fn number(&self) -> Option<i64> {
        match self {
            Self::Bool(it) => Some((*it).into()),
            Self::Int(it) => Some(*it),
            Self::Text(_) | Self::Tuple(_) => None,
        }
    }

    fn equals(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Tuple(a), Self::Tuple(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.equals(b))
            }
            _ => self == other || self.number().is_some_and(|it| other.number() == Some(it)),
        }
    }
}

impl Compare {
    fn holds(self, a: &Value, b: &Value) -> Option<bool> {
        let contains = || match b {
            Value::Tuple(all) => Some(all.iter().any(|it| it.equals(a))),
            _ => None,
        };
        Some(match self {
            Self::Equal => a.equals(b),
            Self::Unequal => !a.equals(b),
            Self::In => contains()?,
            Self::NotIn => !contains()?,
            Self::Less => a.order(b)?.is_lt(),
            Self::LessEqual => a.order(b)?.is_le(),
            Self::Greater => a.order(b)?.is_gt(),
            Self::GreaterEqual => a.order(b)?.is_ge(),
        })
    }
}
