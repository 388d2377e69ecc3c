//! Extra fields of headers: APPNOTE 4.5.

use super::super::number::u16_at;

/// ZIP64 sizes and offset.
pub(super) const ZIP64: u16 = 0x0001;
/// The name in UTF-8, by Info-ZIP.
pub(super) const UNICODE_PATH: u16 = 0x7075;

/// One field, or what is left where no field fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extra<'a> {
    Field(u16, &'a [u8]),
    /// Fewer bytes than the head of a field has
    Rest(usize),
    /// The field of this identifier claims more bytes than there are
    Overlong(u16, u16),
}

/// The fields in order; after one that does not fit, none.
pub(super) fn fields(mut extra: &[u8]) -> impl Iterator<Item = Extra<'_>> {
    std::iter::from_fn(move || {
        if extra.is_empty() {
            return None;
        }
        let Some((id, size)) = u16_at(extra, 0).zip(u16_at(extra, 2)) else {
            return Some(Extra::Rest(std::mem::take(&mut extra).len()));
        };
        let Some(data) = extra.get(4..4 + usize::from(size)) else {
            extra = &[];
            return Some(Extra::Overlong(id, size));
        };
        extra = &extra[4 + data.len()..];
        Some(Extra::Field(id, data))
    })
}

/// What is wrong with a field that names the member (Info-ZIP's 0x7075: version, CRC-32, name).
pub(super) enum UnicodePath<'a> {
    Malformed(&'static str),
    Name(&'a str),
}

pub(super) fn unicode_path(data: &[u8]) -> UnicodePath<'_> {
    let Some(name) = data.get(5..) else {
        return UnicodePath::Malformed("is too short");
    };
    match std::str::from_utf8(name) {
        Err(_) => UnicodePath::Malformed("is no UTF-8"),
        Ok(name) if name.bytes().any(|byte| byte < 0x20 || byte == 0x7f) => {
            UnicodePath::Malformed("has a control character")
        }
        Ok(name) => UnicodePath::Name(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_end_where_they_do_not_fit() {
        let all = |extra| fields(extra).collect::<Vec<_>>();
        assert_eq!(all(b"\x01\0\x02\0abxyz"), [Extra::Field(1, b"ab"), Extra::Rest(3)]);
        assert_eq!(all(b"\x01\0\x09\0ab"), [Extra::Overlong(1, 9)]);
        assert_eq!(all(b"\x02\0\0\0"), [Extra::Field(2, b"")]);
    }
}
