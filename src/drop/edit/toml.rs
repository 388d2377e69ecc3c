//! TOML as a tree whose keys and values know their bytes.

use std::ops::Range;

use toml_edit::{Document, InlineTable, Item, Table, Value};

use super::{Draft, EditError, list};

/// A key and its value.
pub(super) struct Entry {
    /// The last part of the key
    pub(super) key: String,
    /// Where that part stands
    pub(super) key_range: Range<usize>,
    /// The value
    pub(super) node: Node,
}

/// A value.
pub(super) struct Node {
    /// Where it stands; of a table with a header, from the header to the next one
    pub(super) range: Range<usize>,
    /// What it is
    pub(super) kind: Kind,
}

/// What a value is.
pub(super) enum Kind {
    /// A string, decoded
    Text(String),
    /// A number, a truth value or a date
    Plain,
    /// A list in brackets
    List(Vec<Node>),
    /// `{ a = 1 }`
    Inline(Vec<Entry>),
    /// A table under a header, or of dotted keys
    Table(Vec<Entry>),
    /// `[[a]]`
    Tables(Vec<Node>),
}

/// A value with the table that it is in.
pub(super) struct Site<'a> {
    /// Its keys, from the root. Ex) `["project", "requires-python"]`
    pub(super) path: &'a [String],
    /// The table
    pub(super) parent: &'a Node,
    /// Key and value
    pub(super) entry: &'a Entry,
}

/// Reads a file.
pub(super) fn read(draft: &Draft<'_>) -> Result<Node, EditError> {
    let text = draft.text();
    let document = Document::parse(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        let cause = error.message().replace('\n', "; ");
        draft.error(at, format!("invalid TOML: {cause}"), "mend the file first")
    })?;
    let mut headers = Vec::new();
    headers_of(document.as_table(), &mut headers);
    headers.sort_unstable();
    Ok(Node { range: 0..text.len(), ..table(document.as_table(), &headers, text.len()) })
}

/// Where headers begin.
fn headers_of(table: &Table, out: &mut Vec<usize>) {
    if !table.is_dotted() && !table.is_implicit() {
        out.extend(table.span().map(|span| span.start));
    }
    for (_, item) in table {
        match item {
            Item::Table(table) => headers_of(table, out),
            Item::ArrayOfTables(tables) => tables.iter().for_each(|it| headers_of(it, out)),
            _ => {}
        }
    }
}

fn table(from: &Table, headers: &[usize], end: usize) -> Node {
    let mut entries = Vec::new();
    for (key, item) in from {
        let key_range = from.key(key).and_then(toml_edit::Key::span).unwrap_or_default();
        let node = match item {
            Item::None => continue,
            Item::Value(it) => value(it),
            Item::Table(it) => table(it, headers, end),
            Item::ArrayOfTables(tables) => Node {
                range: tables.span().unwrap_or_default(),
                kind: Kind::Tables(tables.iter().map(|it| table(it, headers, end)).collect()),
            },
        };
        entries.push(Entry { key: key.to_owned(), key_range, node });
    }
    let start = from.span().unwrap_or_default().start;
    let next = headers.iter().find(|header| **header > start);
    Node { range: start..next.copied().unwrap_or(end), kind: Kind::Table(entries) }
}

fn value(from: &Value) -> Node {
    let kind = match from {
        Value::String(text) => Kind::Text(text.value().clone()),
        Value::Array(items) => Kind::List(items.iter().map(value).collect()),
        Value::InlineTable(table) => Kind::Inline(inline(table)),
        _ => Kind::Plain,
    };
    Node { range: from.span().unwrap_or_default(), kind }
}

fn inline(from: &InlineTable) -> Vec<Entry> {
    from.iter()
        .map(|(key, it)| Entry {
            key: key.to_owned(),
            key_range: from.key(key).and_then(toml_edit::Key::span).unwrap_or_default(),
            node: value(it),
        })
        .collect()
}

impl Node {
    /// Its entries, when it is a table of any form.
    pub(super) fn entries(&self) -> &[Entry] {
        match &self.kind {
            Kind::Inline(entries) | Kind::Table(entries) => entries,
            _ => &[],
        }
    }

    /// Its items, when it is a list of any form.
    pub(super) fn items(&self) -> &[Self] {
        match &self.kind {
            Kind::List(items) | Kind::Tables(items) => items,
            _ => &[],
        }
    }

    /// The value of a key.
    pub(super) fn get(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key == key)
    }

    /// Its string.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Every string in it.
    pub(super) fn texts(&self) -> Vec<&Self> {
        match &self.kind {
            Kind::Text(_) => vec![self],
            Kind::Plain => Vec::new(),
            _ => {
                let inner = self.items().iter().chain(self.entries().iter().map(|it| &it.node));
                inner.flat_map(Self::texts).collect()
            }
        }
    }

    /// Where the content of a string stands, when it is written as it is meant, without escapes.
    pub(super) fn inner(&self, text: &str) -> Option<Range<usize>> {
        let raw = text.get(self.range.clone())?;
        let quotes = ["\"\"\"", "'''", "\"", "'"].into_iter().find(|it| raw.starts_with(it))?;
        let end = self.range.end.checked_sub(quotes.len())?;
        let mut start = self.range.start + quotes.len();
        if quotes.len() == 3 {
            let rest = text.get(start..end)?;
            start += if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with('\n')) };
        }
        let inner = text.get(start..end)?;
        (inner.replace("\r\n", "\n") == self.text()?.replace("\r\n", "\n")).then_some(start..end)
    }

    /// Calls `visit` for every key below, outer ones first; where it says false, not for those
    /// within.
    pub(super) fn walk(&self, path: &mut Vec<String>, visit: &mut dyn FnMut(&Site<'_>) -> bool) {
        for item in self.items() {
            item.walk(path, visit);
        }
        for entry in self.entries() {
            path.push(entry.key.clone());
            if visit(&Site { path, parent: self, entry }) {
                entry.node.walk(path, visit);
            }
            path.pop();
        }
    }
}

impl Site<'_> {
    /// The bytes to delete so that key and value go: whole lines, but in an inline table. `None`
    /// for what has no place of its own.
    pub(super) fn gone(&self, text: &str) -> Option<Vec<Range<usize>>> {
        let entry = self.entry;
        match (&self.parent.kind, &entry.node.kind) {
            (_, Kind::Table(_) | Kind::Tables(_)) => None,
            (Kind::Inline(entries), _) => {
                let item = |it: &Entry| it.key_range.start..it.node.range.end;
                let items: Vec<_> = entries.iter().map(item).collect();
                let gone: Vec<_> = entries.iter().map(|it| it.key == entry.key).collect();
                Some(list::without(text, &self.parent.range, &items, &gone))
            }
            _ => {
                let start = text[..entry.key_range.start].rfind('\n').map_or(0, |at| at + 1);
                let end = entry.node.range.end;
                let end = text[end..].find('\n').map_or(text.len(), |at| end + at + 1);
                Some(std::iter::once(start..end).collect())
            }
        }
    }
}

/// The bytes of a table with a header, up to its last value: what stands above the next header
/// belongs to that one. Blank lines behind it go with it.
pub(super) fn table_lines(text: &str, table: &Node) -> Range<usize> {
    let start = text[..table.range.start].rfind('\n').map_or(0, |at| at + 1);
    let mut end = table.range.start;
    for line in text[table.range.clone()].split_inclusive('\n') {
        let code = line.trim();
        let at = end + line.len();
        if code.is_empty() || code.starts_with('#') {
            // A comment of the next table begins here.
            let rest = text[end..table.range.end].trim_start();
            let own =
                rest.lines().any(|line| !line.trim().is_empty() && !line.trim().starts_with('#'));
            if !own {
                break;
            }
        }
        end = at;
    }
    let blank: usize = text[end..]
        .split_inclusive('\n')
        .take_while(|line| line.trim().is_empty())
        .map(str::len)
        .sum();
    start..end + blank
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_know_their_bytes() {
        let text = "a.b = 'x' # c\r\n[t]\nk = [\"1\", { y = 2 }]\n\n# of u\n[[u]]\nz = 1\n[[u]]\n";
        let draft = Draft::new("x.toml", text).unwrap();
        let root = read(&draft).unwrap();
        let mut seen = Vec::new();
        root.walk(&mut Vec::new(), &mut |site| {
            let range = site.entry.node.range.clone();
            seen.push(format!("{}: {:?}", site.path.join("."), &text[range]));
            true
        });
        insta::assert_snapshot!(seen.join("\n"), @r#"
        a: "a.b = 'x' # c\r\n"
        a.b: "'x'"
        t: "[t]\nk = [\"1\", { y = 2 }]\n\n# of u\n"
        t.k: "[\"1\", { y = 2 }]"
        t.k.y: "2"
        u: "[[u]]\nz = 1\n[[u]]"
        u.z: "1"
        "#);
        let table = &root.get("t").unwrap().node;
        assert_eq!(&text[table_lines(text, table)], "[t]\nk = [\"1\", { y = 2 }]\n\n");
        let tables = root.get("u").unwrap().node.items();
        assert_eq!(&text[table_lines(text, &tables[0])], "[[u]]\nz = 1\n");
    }

    #[test]
    fn a_broken_file_says_its_line() {
        let draft = Draft::new("pyproject.toml", "[project]\nname = \n").unwrap();
        let error = read(&draft).map(|_| ()).unwrap_err();
        insta::assert_snapshot!(error, @"pyproject.toml:2: invalid TOML: string values must be quoted, expected literal string");
    }
}
