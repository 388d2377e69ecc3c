//! The statements of a Python file, and which block each stands in.
//!
//! Rule: [compound statements](https://docs.python.org/3/reference/compound_stmts.html); blocks are
//! told by their indentation, which tabs fill to the next multiple of eight.

use super::tokens::{Spot, Token};

/// Words that begin the head of a block.
const HEADS: [&str; 13] = [
    "if", "elif", "else", "for", "while", "try", "except", "finally", "with", "def", "class",
    "async", "match",
];

/// One statement, or the head of a block.
#[derive(Debug)]
pub(super) struct Statement<'t, 'a> {
    /// Without the line's end; a head goes up to its colon
    pub(super) tokens: &'t [Spot<'a>],
    /// The head of the block that it stands in
    parent: Option<usize>,
    /// The head of the function or class that it stands in
    scope: Option<usize>,
    /// The innermost head in that function behind which it may not run
    doubt: Option<usize>,
    indent: usize,
}

impl Statement<'_, '_> {
    fn first(&self) -> &str {
        match self.tokens.first().map(|it| it.token) {
            Some(Token::Word(word)) => word,
            _ => "",
        }
    }

    fn is_scope(&self) -> bool {
        let async_def =
            self.first() == "async" && self.tokens.get(1).is_some_and(|it| it.is_word("def"));
        matches!(self.first(), "def" | "class") || async_def
    }

    /// Whether what stands behind this head runs whenever the head is reached, in a file that
    /// setuptools runs.
    fn is_sure(&self) -> bool {
        let texts: Vec<Token<'_>> = self.tokens.iter().map(|it| it.token).collect();
        let word = Token::Word;
        let [Token::Word(first), condition @ ..] = &*texts else { return false };
        match (*first, condition) {
            ("try" | "with" | "finally", _) => true,
            ("if", [one]) => [word("setuptools"), word("True"), word("1")].contains(one),
            ("if", [one, is, not, none]) => {
                let given = [*one, *is, *not, *none];
                given == ["setuptools", "is", "not", "None"].map(Token::Word)
                    || given[..1] == [word("__name__")] && given[3] == Token::Plain("__main__")
            }
            _ => false,
        }
    }
}

/// All statements of a file.
#[derive(Debug)]
pub(super) struct Statements<'t, 'a>(Vec<Statement<'t, 'a>>);

impl<'t, 'a> Statements<'t, 'a> {
    /// Splits a file.
    pub(super) fn of(text: &str, tokens: &'t [Spot<'a>]) -> Self {
        let mut all = Self(Vec::new());
        let (mut begin, mut depth, mut indent) = (0, 0_isize, 0);
        // How far a body that stands on the line of its head is in.
        let mut inner = 0;
        for (at, spot) in tokens.iter().enumerate() {
            let before = at.checked_sub(1).map(|it| &tokens[it]);
            let line_ends = before.is_none_or(|it| {
                depth == 0 && !it.is('\\') && text[it.end..spot.start].contains('\n')
            });
            if line_ends {
                all.push(&tokens[begin..at], indent + inner);
                (begin, inner) = (at, 0);
                indent = column(text, spot.start);
            }
            depth = (depth + spot.turn()).max(0);
            if depth > 0 {
                continue;
            }
            if spot.is(';') {
                all.push(&tokens[begin..at], indent + inner);
                begin = at + 1;
            } else if spot.is(':') && is_head(&tokens[begin..at]) {
                all.push(&tokens[begin..at], indent + inner);
                begin = at + 1;
                inner += 1;
            }
        }
        all.push(&tokens[begin.min(tokens.len())..], indent + inner);
        all
    }

    fn push(&mut self, tokens: &'t [Spot<'a>], indent: usize) {
        if tokens.is_empty() {
            return;
        }
        let mut parent = self.0.len().checked_sub(1);
        while let Some(at) = parent.filter(|at| self.0[*at].indent >= indent) {
            parent = self.0[at].parent;
        }
        let (scope, doubt) = match parent.map(|at| (at, &self.0[at])) {
            None => (None, None),
            Some((at, head)) if head.is_scope() => (Some(at), None),
            Some((_, head)) if head.is_sure() => (head.scope, head.doubt),
            Some((at, head)) => (head.scope, Some(at)),
        };
        self.0.push(Statement { tokens, parent, scope, doubt, indent });
    }

    /// The statement at an index.
    pub(super) fn get(&self, at: usize) -> Option<&Statement<'t, 'a>> {
        self.0.get(at)
    }

    /// The statement that the token with this first byte belongs to.
    pub(super) fn holding(&self, byte: usize) -> usize {
        let behind =
            self.0.partition_point(|it| it.tokens.first().is_some_and(|it| it.start <= byte));
        behind.saturating_sub(1)
    }

    /// The function or class that a statement stands in, `None` at the top of the file.
    pub(super) fn scope(&self, at: usize) -> Option<usize> {
        self.0.get(at)?.scope
    }

    /// The statements of one function, or those of the top of the file, with their indices.
    pub(super) fn within(
        &self,
        scope: Option<usize>,
    ) -> impl Iterator<Item = (usize, &Statement<'t, 'a>)> {
        self.0.iter().enumerate().filter(move |(_, it)| it.scope == scope)
    }

    /// Whether a statement has run, in its function, when another one runs.
    pub(super) fn is_sure(&self, at: usize, when: usize) -> bool {
        let above = |at: &usize| self.0.get(*at).and_then(|it| it.parent);
        // What holds the innermost one holds those around it.
        self.0.get(at).and_then(|it| it.doubt).is_none_or(|doubt| {
            std::iter::successors(above(&when), above).any(|head| head == doubt)
        })
    }
}

/// Whether a statement that a colon follows is the head of a block.
fn is_head(tokens: &[Spot<'_>]) -> bool {
    matches!(tokens.first(), Some(Spot { token: Token::Word(word), .. }) if HEADS.contains(word))
}

/// How far in a byte is.
fn column(text: &str, byte: usize) -> usize {
    let start = text[..byte].rfind('\n').map_or(0, |at| at + 1);
    text[start..byte]
        .chars()
        .fold(0, |column, c| if c == '\t' { (column / 8 + 1) * 8 } else { column + 1 })
}

#[cfg(test)]
mod tests {
    use super::{super::tokens::tokens, *};

    #[test]
    fn blocks_are_told_by_their_indentation() {
        let text = "a = (1,\n2)\nif x: b = 1; c = 2\ndef f():\n\td = 1 + \\\n2\n\n    try:\n        e\n    finally: g\nh\n";
        let tokens = tokens(text);
        let all = Statements::of(text, &tokens);
        let shown = all.0.iter().map(|it| {
            let start = it.tokens.first().map_or(0, |it| it.start);
            let end = it.tokens.last().map_or(0, |it| it.end);
            format!("{} {:?} {:?}", text[start..end].replace('\n', " "), it.parent, it.scope)
        });
        insta::assert_snapshot!(shown.collect::<Vec<_>>().join("\n"), @r"
        a = (1, 2) None None
        if x None None
        b = 1 Some(1) None
        c = 2 Some(1) None
        def f() None None
        d = 1 + \ 2 Some(4) Some(4)
        try Some(4) Some(4)
        e Some(6) Some(4)
        finally Some(4) Some(4)
        g Some(8) Some(4)
        h None None
        ");
        assert_eq!(all.holding(0), 0);
        assert_eq!(all.holding(text.len()), 10);
        assert!(!all.is_sure(2, 10) && all.is_sure(2, 3) && all.is_sure(7, 9));
    }
}
