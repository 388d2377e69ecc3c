//! When each syntax came, and when it went. These are facts of history: they do not age.

use crate::model::PythonVersion;

/// A piece of syntax that not every Python reads.
#[derive(Debug)]
pub(super) struct Feature {
    /// With its article, as it stands behind `cannot read`
    pub(super) what: &'static str,
    /// The minor version of Python 3 that brought it; absent where 2.7 has it
    since: Option<u8>,
    /// The minor version of Python 3 that took it away
    until: Option<u8>,
}

impl Feature {
    /// Whether a Python reads it.
    pub(super) fn is_in(&self, python: PythonVersion) -> bool {
        let at_least = |minor| python >= PythonVersion::new(3, minor);
        self.since.is_none_or(at_least) && !self.until.is_some_and(at_least)
    }

    /// The document that says when it came or went.
    pub(super) fn source(&self) -> String {
        let minor = self.since.or(self.until).unwrap_or_default();
        format!("What's New in Python 3.{minor}")
    }

    /// What to do about it.
    pub(super) fn mend(&self) -> &'static str {
        match self.since {
            Some(_) => "write it in older syntax, or move it into a module that is imported later",
            None => "write it so that Python 3 reads it as well",
        }
    }
}

/// Declares features: `since` and `until` are minor versions of Python 3.
macro_rules! features {
    ($($name:ident $what:literal $since:expr, $until:expr;)+) => {
        $(pub(super) static $name: Feature =
            Feature { what: $what, since: $since, until: $until };)+
    };
}

features! {
    ANNOTATION "an annotation of a parameter" Some(0), None;
    RETURNS "an annotation of what a function returns" Some(0), None;
    KEYWORD_ONLY "a keyword-only parameter" Some(0), None;
    NONLOCAL "`nonlocal`" Some(0), None;
    RAISE_FROM "`raise ... from`" Some(0), None;
    STARRED_TARGET "a starred target" Some(0), None;
    CLASS_KEYWORD "a keyword among base classes" Some(0), None;
    PRINT_FUNCTION "`print` as a function, without `from __future__ import print_function`" Some(0), None;
    ELLIPSIS "`...` outside of a subscript" Some(0), None;
    UNICODE_NAME "a name beyond ASCII" Some(0), None;
    YIELD_FROM "`yield from`" Some(3), None;
    RAW_BYTES "the prefix `rb`" Some(3), None;
    ASYNC "`async` or `await`" Some(5), None;
    MATRIX "the operator `@`" Some(5), None;
    UNPACKING "unpacking with `*` or `**` at this place" Some(5), None;
    CALL_COMMA "a comma behind `*args` or `**kwargs` in a call" Some(5), None;
    F_STRING "an f-string" Some(6), None;
    VARIABLE_ANNOTATION "an annotation of a variable" Some(6), None;
    UNDERSCORE "an underscore in a number" Some(6), None;
    PARAMETER_COMMA "a comma behind `*args` or `**kwargs` in a definition" Some(6), None;
    ASYNC_COMPREHENSION "an asynchronous comprehension" Some(6), None;
    GENERATOR_STOP "`from __future__ import generator_stop`" Some(5), None;
    FUTURE_ANNOTATIONS "`from __future__ import annotations`" Some(7), None;
    WALRUS "`:=`" Some(8), None;
    POSITIONAL_ONLY "a positional-only parameter" Some(8), None;
    F_STRING_DEBUG "`=` in an f-string" Some(8), None;
    RETURN_STAR "an unpacking behind `return` or `yield`" Some(8), None;
    DECORATOR "an expression as a decorator" Some(9), None;
    WITH_PARENTHESES "parentheses around the items of `with`" Some(9), None;
    MATCH "`match`" Some(10), None;
    EXCEPT_STAR "`except*`" Some(11), None;
    SUBSCRIPT_STAR "an unpacking in a subscript" Some(11), None;
    TYPE_STATEMENT "the statement `type`" Some(12), None;
    TYPE_PARAMETERS "type parameters" Some(12), None;
    F_STRING_NESTED "its own quotes, a backslash or a comment in an f-string" Some(12), None;
    T_STRING "a t-string" Some(14), None;
    PRINT_STATEMENT "`print` as a statement" None, Some(0);
    EXEC_STATEMENT "`exec` as a statement" None, Some(0);
    EXCEPT_COMMA "`except X, name`" None, Some(0);
    BACKTICKS "backticks" None, Some(0);
    UNEQUAL "`<>`" None, Some(0);
    OLD_OCTAL "a number that begins with 0" None, Some(0);
    LONG "a number with `L`" None, Some(0);
    RAISE_COMMA "`raise X, value`" None, Some(0);
    UNICODE_RAW "the prefix `ur`" None, Some(0);
    TUPLE_PARAMETER "a tuple among parameters" None, Some(0);
    ASYNC_NAME "`async` or `await` as a name" None, Some(7);
}
