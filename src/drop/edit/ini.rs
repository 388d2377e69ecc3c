//! INI files as Python's configparser and tox read them, each value with its bytes.

use std::ops::Range;

/// `[name]` and what is under it.
pub(super) struct Section {
    /// Without the brackets and blanks around it
    pub(super) name: String,
    /// Where the name stands
    pub(super) name_range: Range<usize>,
    /// From the header's line to the next header's
    pub(super) range: Range<usize>,
    /// Its keys, in order
    pub(super) keys: Vec<Key>,
}

/// A key and its value.
pub(super) struct Key {
    /// In lower case, dashes as underscores
    pub(super) name: String,
    /// All lines, ends included; comments behind the last line of the value are not in it
    pub(super) range: Range<usize>,
    /// The lines of the value without blanks around them; comments and blank lines are not in it
    pub(super) lines: Vec<Range<usize>>,
}

/// The sections of a part of a text.
pub(super) fn read(text: &str, within: Range<usize>) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut indent = 0;
    let mut start = within.start;
    for line in text[within.clone()].split_inclusive('\n') {
        let at = start..start + line.len();
        start = at.end;
        let code = line.trim();
        if code.is_empty() || code.starts_with(['#', ';']) {
            continue;
        }
        let deep = line.len() - line.trim_start().len();
        let content = at.start + deep..at.start + deep + code.len();
        let open = sections.last_mut().and_then(|section| section.keys.last_mut());
        if let Some(key) = open.filter(|_| deep > indent) {
            key.lines.push(content);
            key.range.end = at.end;
            continue;
        }
        if let Some(end) = code.strip_prefix('[').and_then(|rest| rest.rfind(']')) {
            let inner = &code[1..=end];
            let blank = inner.len() - inner.trim_start().len();
            let begin = content.start + 1 + blank;
            let name = inner.trim();
            sections.push(Section {
                name: name.to_owned(),
                name_range: begin..begin + name.len(),
                range: at.start..within.end,
                keys: Vec::new(),
            });
            let count = sections.len();
            if let Some(before) = count.checked_sub(2).and_then(|it| sections.get_mut(it)) {
                before.range.end = at.start;
            }
            continue;
        }
        let Some(section) = sections.last_mut() else { continue };
        indent = deep;
        let sign = code.find(['=', ':']);
        let name = code[..sign.unwrap_or(code.len())].trim();
        let value = sign.map_or("", |sign| code[sign + 1..].trim());
        let first = content.end - value.len()..content.end;
        section.keys.push(Key {
            name: name.to_lowercase().replace('-', "_"),
            range: at,
            lines: if value.is_empty() { Vec::new() } else { vec![first] },
        });
    }
    sections
}

/// The whole lines around a range, the end of the last one included.
pub(super) fn whole_lines(text: &str, range: &Range<usize>) -> Range<usize> {
    let start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[range.end..].find('\n').map_or(text.len(), |at| range.end + at + 1);
    start..end
}

/// The bytes that go with a line of a value: the whole line, or behind the sign of its key.
pub(super) fn without_line(text: &str, key: &Key, line: &Range<usize>) -> Range<usize> {
    if key.is_first(text, line) { behind_sign(text, line) } else { whole_lines(text, line) }
}

/// A value on the line of its key, with the blanks before it.
pub(super) fn behind_sign(text: &str, line: &Range<usize>) -> Range<usize> {
    text[..line.start].trim_end_matches([' ', '\t']).len()..line.end
}

/// The lines of a section up to its last value, with the blank lines behind it: comments above the
/// next header belong to that one.
pub(super) fn section_lines(text: &str, section: &Section) -> Range<usize> {
    let last = section.keys.last().map_or(section.name_range.end, |key| key.range.end);
    let end =
        if text[..last].ends_with('\n') { last } else { whole_lines(text, &(last..last)).end };
    let blank: usize = text[end..section.range.end.max(end)]
        .split_inclusive('\n')
        .take_while(|line| line.trim().is_empty())
        .map(str::len)
        .sum();
    section.range.start..end + blank
}

impl Key {
    /// Whether a line of the value stands on the line of the key.
    pub(super) fn is_first(&self, text: &str, line: &Range<usize>) -> bool {
        !text[self.range.start..line.start].contains('\n')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_know_their_bytes() {
        let text = "; top\n[a]\nx = 1\ny:\n  two # part\n  # comment\n\n  three\n# of b\n[ b:c ]\r\nz=\r\n";
        let sections = read(text, 0..text.len());
        let show = |range: &Range<usize>| format!("{:?}", &text[range.clone()]);
        let keys = |section: &Section| {
            let key = |key: &Key| {
                let lines: Vec<_> = key.lines.iter().map(show).collect();
                format!("{}: {}", key.name, lines.join(" "))
            };
            section.keys.iter().map(key).collect::<Vec<_>>().join("; ")
        };
        let all: Vec<_> =
            sections.iter().map(|it| format!("{} [{}]", show(&it.name_range), keys(it))).collect();
        assert_eq!(all, ["\"a\" [x: \"1\"; y: \"two # part\" \"three\"]", "\"b:c\" [z: ]"]);
        assert_eq!(
            &text[section_lines(text, &sections[0])],
            &text[6..text.find("# of b").unwrap()]
        );
    }
}
