//! What packaging 26.3 takes and refuses.

use super::*;

#[test]
fn what_packaging_takes_is_taken() {
    for text in [
        "foo",
        "Foo_",
        " foo.bar-baz [ ] ",
        "foo[bar,Baz] ; extra == 'x'",
        "foo (>=1.0)",
        "foo ()",
        "foo >=1.0,",
        "foo>=1,<2 , !=1.5.*;os.name=='nt'",
        "foo===1.0-weird",
        "foo === any;python_version>'3'",
        "foo ; python_version in '2.7 3.4'",
        "foo; python_version not  in '2.7, 3.0'",
        "zope.interface (>3.5.0dev)",
        "foo ; sys_platform=='win32' and 'linux' in platform_system",
        "foo ; '3.6' <= python_version",
        "foo (==1.0) ; ((os.name=='nt')or(extra=='a'and extra == \"b\"))",
        "foo; 'x' in extras or 'dev' in dependency_groups",
        "foo @ https://example.invalid/x.whl ; python_version > '3'",
        "foo[a]@file:///x;y",
    ] {
        assert!(parse(text).is_ok(), "{text}: {:?}", parse(text));
    }
    assert_eq!(parse("a @ b").unwrap().target, Target::Url);
}

#[test]
fn what_packaging_refuses_is_refused() {
    let said = |text: &str| parse(text).unwrap_err();
    insta::assert_snapshot!(said(""), @"expected a project's name at the end");
    insta::assert_snapshot!(said("_foo"), @"expected a project's name at `_foo`");
    insta::assert_snapshot!(said("foo-"), @"expected `;` or the end at `-`");
    insta::assert_snapshot!(said("foo bar baz ===1"), @"expected `;` or the end at `bar baz ===1`");
    insta::assert_snapshot!(said("foo[a,]"), @"expected the name of an extra at `]`");
    insta::assert_snapshot!(said("foo[a b]"), @"expected `,` or `]` at `b]`");
    insta::assert_snapshot!(said("foo (>=1"), @"expected `,` or `)` at the end");
    insta::assert_snapshot!(said("foo>=1,,<2"), @"expected `;` or the end at `,<2`");
    insta::assert_snapshot!(said("foo===a,b"), @"expected `;` or the end at `b`");
    insta::assert_snapshot!(said("foo>=1.0.*"), @"`>=1.0.*`: Operator >= cannot be used with a wildcard version specifier");
    insta::assert_snapshot!(said("foo~=1"), @"`~=1`: The ~= operator requires at least two segments in the release version");
    assert!(parse("pytz>dev").is_err() && parse("foo > = 1").is_err());
    insta::assert_snapshot!(said("foo @"), @"expected a URL at the end");
    insta::assert_snapshot!(said("foo;"), @"expected a marker's variable or a quoted text at the end");
    insta::assert_snapshot!(said("foo; python > '3'"), @"expected a marker's variable or a quoted text at `python > '3'`");
    insta::assert_snapshot!(said("foo; extra"), @"expected a comparison such as `==` or `in` at the end");
    insta::assert_snapshot!(said("foo; extra == 'x"), @"expected a closed quotation at `'x`");
    insta::assert_snapshot!(said("foo; (extra == 'x'"), @"expected `and`, `or` or `)` at the end");
    insta::assert_snapshot!(said("foo; extra == 'x')"), @"expected `and`, `or` or the end at `)`");
    insta::assert_snapshot!(said(&format!("a; {}", "(".repeat(51))), @"its marker has more than 50 nested parentheses");
    insta::assert_snapshot!(said(&"a".repeat(5000)), @"it has 5000 bytes, more than 4096");
}

#[test]
fn spelling_does_not_tell_dependencies_apart() {
    let text = "Foo_x (>=1) ; (os.name == 'nt') and (extra ==\"De_v\" or extra in 'a  B')";
    assert_eq!(plain(text), "foo-x>=1;os.name=='nt'and(extra=='de-v'or extra in'a  B')");
    assert_ne!(plain("foo; extra == 'ab'"), plain("foo; extra == 'a b'"));
    assert_ne!(plain("foo>=1"), plain("foo>=2"));
    assert_eq!(plain("((a)) 'b"), "a'b");
}

proptest::proptest! {
    #[test]
    fn any_text_is_read(text: String) {
        let _ = parse(&text);
        plain(&text);
    }
}
