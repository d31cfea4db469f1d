//! Goal: an expression says what its writer thinks it says, or is refused by line and column with what is allowed; none
//! within the bounds panics or runs long.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail by panicking"
)]

mod given;

use given::{Dice, d, largest, ordinary, texts};
use std::time::{Duration, Instant};
use tongguan_domain::screening::ScreeningFacts;
use tongguan_risk::{Expression, FACTS, FUNCTIONS, place};

fn holds(source: &str, facts: &ScreeningFacts) -> Option<bool> {
    match Expression::parse(source) {
        Ok(expression) => expression.holds(facts),
        Err(flaws) => panic!("{source}: {flaws:?}"),
    }
}

#[test]
fn what_holds() {
    let (yes, no, unknown) = (Some(true), Some(false), None);
    let facts = ScreeningFacts { goods_names: texts(&["T恤", "热熔胶枪"]), ..ordinary() };
    let unvalued = ScreeningFacts { value_cny: None, gross_weight: d("0"), ..facts.clone() };
    #[rustfmt::skip] // A table.
    let rows: &[(&str, Option<bool>, Option<bool>)] = &[
        // Source, with a value and a weight, and without.
        ("true", yes, yes),
        ("!true || false", no, no),
        ("value_cny == 213.5", yes, unknown),
        ("value_cny >= 213.5 && value_cny < 213.50001", yes, unknown),
        // Absorbed on either side.
        ("value_cny > 1 && packages == 2", no, no),
        ("packages == 2 && value_cny > 1", no, no),
        ("value_cny > 1 || packages == 1", yes, yes),
        ("packages == 1 || value_cny > 1", yes, yes),
        ("value_cny > 1000 || packages == 2", no, unknown),
        ("!(value_cny > 1000)", yes, unknown),
        ("known(value_cny)", yes, no),
        ("known(value_cny / gross_weight)", yes, no),
        ("!known(value_cny) || value_cny > 1", yes, yes),
        ("(value_cny > 1) == (packages == 1)", yes, unknown),
        // Exact.
        ("0.1 + 0.2 == 0.3", yes, yes),
        ("1 / 3 * 3 == 1", yes, yes),
        ("7 / 2 == 3.5", yes, yes),
        ("-7 % 2 == -1 && 4950 % 100 == 50", yes, yes),
        ("1 / 0 == 1", unknown, unknown),
        ("1 % 0 == 1", unknown, unknown),
        ("9223372036854775807 * 9223372036854775807 * 9223372036854775807 > 1", unknown, unknown),
        ("-1.5 < -1 && -1.5 == -(1.5) && 0.00001 > 0", yes, yes),
        ("value_cny / gross_weight == 427", yes, unknown),
        ("2 + 3 * 4 == 14 && (2 + 3) * 4 == 20 && 10 - 3 - 2 == 5", yes, yes),
        // Texts, lists, moments.
        ("trade_mode == \"9610\" && trade_mode != '9710'", yes, yes),
        ("trade_mode in [\"9710\", \"9610\"]", yes, yes),
        ("trade_mode in []", no, no),
        ("\"6109100000\" in hs_codes", yes, yes),
        ("exporter.startsWith(\"3301\") && exporter.endsWith(\"01\") && exporter.contains(\"960\")", yes, yes),
        ("\"枪\".contains(\"枪\") && size(\"枪支\") == 2", yes, yes),
        ("size(hs_codes) == 1 && hs_codes.size() == 1 && size(goods_names) == 2", yes, yes),
        ("at < timestamp(\"2024-12-15T00:00:00+08:00\")", yes, yes),
        ("at == timestamp('2024-01-05T01:00:00Z')", yes, yes),
        ("credit_class == \"other\" && inspection_ppm == 30000", yes, yes),
        ("payment_wanted && has_payment", yes, yes),
        // Lines.
        ("hs_in(hs_codes, [\"93\", \"6109\"])", yes, yes),
        ("hs_in(hs_codes, [\"93\", \"109\"])", no, no),
        ("named(goods_names, [\"枪\"])", yes, yes),
        ("named(goods_names, [\"枪\"], [\"热熔胶枪\", \"筋膜枪\"])", no, no),
        ("named(goods_names, [\"t恤\"]) && named(goods_names, [\"Ｔ恤\"])", yes, yes),
        ("named_outside(goods_names, [\"T恤\"], [], hs_codes, [\"6109\"])", no, no),
        ("named_outside(goods_names, [\"T恤\"], [], hs_codes, [\"62\"])", yes, yes),
        ("named_outside(goods_names, [\"恤\"], [\"t恤\"], hs_codes, [\"62\"])", no, no),
        ("true // a comment: 枪 ?", yes, yes),
        ("packages == 1 &&\n  // first\n  has_payment", yes, yes),
    ];
    for (source, with, without) in rows {
        assert_eq!((holds(source, &facts), holds(source, &unvalued)), (*with, *without), "{source}");
    }
}

/// Line, column and words of everything that is wrong.
fn flaws(source: &str) -> Vec<(usize, usize, String)> {
    let flaws = Expression::parse(source).map(|_| ()).unwrap_err();
    for flaw in &flaws {
        assert!(!flaw.words.zh.is_empty() && flaw.words.zh != flaw.words.en, "{flaw:?}");
    }
    let told = |flaw: tongguan_risk::Flaw| {
        let (line, column) = place(source, flaw.at);
        (line, column, flaw.words.en)
    };
    flaws.into_iter().map(told).collect()
}

/// What was said instead.
fn told_else(source: &str, expected: &[(usize, usize, &str)]) -> Option<String> {
    let got = flaws(source);
    let fits = got.len() == expected.len()
        && got
            .iter()
            .zip(expected)
            .all(|(got, expected)| (got.0, got.1) == (expected.0, expected.1) && got.2.contains(expected.2));
    (!fits).then(|| format!("{source}\n  {got:?}\n  {expected:?}"))
}

#[test]
fn what_is_refused_and_where() {
    let mut wrong = Vec::new();
    let mut refused =
        |source: &str, expected: &[(usize, usize, &str)]| wrong.extend(told_else(source, expected));
    refused("valu_cny > 1", &[(1, 1, "`valu_cny` is no fact; did you mean value_cny?")]);
    refused("has_payment &&\n  ebc == \"1\"", &[(2, 3, "`ebc` is no fact; the facts are at, trade_mode")]);
    refused("value_cny > \"5000\"", &[(1, 11, "a number cannot be compared with a text")]);
    refused("value_cny", &[(1, 1, "this is a number, and a bool is wanted here")]);
    refused("1 + \"枪\" > 2 && 枪", &[(1, 16, "put it into quotes")]);
    refused(
        "named(goods_names, [\"枪枪\"]) && packages",
        &[(1, 31, "this is a number, and a bool is wanted here")],
    );
    refused("1 + \"枪\" > 2", &[(1, 5, "this is a text, and a number is wanted here")]);
    refused("has_payment < true", &[(1, 13, "a bool is compared by == and != alone")]);
    refused("hs_codes == goods_names", &[(1, 10, "lists are not compared")]);
    refused("trade_mode > \"9610\"", &[(1, 12, "a text is compared by == and != alone")]);
    // Everything at once.
    refused(
        "foo == 1 && valu_cny > 1 || packages",
        &[(1, 1, "no fact"), (1, 13, "value_cny?"), (1, 29, "a number, and a bool")],
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_costs_without_a_bound_or_is_no_use_is_refused() {
    let mut wrong = Vec::new();
    let mut refused =
        |source: &str, expected: &[(usize, usize, &str)]| wrong.extend(told_else(source, expected));
    // What costs without a bound, or is no use here.
    refused(
        "hs_codes.all(c, c == \"1\")",
        &[(1, 10, "all, exists, exists_one, map and filter are not allowed")],
    );
    refused("hs_codes.exists(c, c == \"1\")", &[(1, 10, "are not allowed")]);
    refused("size(hs_codes.map(c, c)) > 1", &[(1, 15, "are not allowed")]);
    refused("{\"a\": 1} == {\"a\": 1}", &[(1, 1, "braces are not allowed")]);
    refused("Foo{a: 1} == 1", &[(1, 4, "braces are not allowed")]);
    refused("has_payment ? true : false", &[(1, 13, "`?` is not allowed")]);
    refused("facts.value > 1", &[(1, 6, "facts have no fields")]);
    refused("has(facts.value)", &[(1, 1, "facts have no fields")]);
    refused("hs_codes[0] == \"1\"", &[(1, 9, "cannot be called")]);
    refused(
        "trade_mode.matches(\"9.*\")",
        &[(1, 12, "`matches` cannot be called; there are size, contains")],
    );
    refused("trade_mode.startWith(\"9\")", &[(1, 12, "did you mean startsWith?")]);
    refused("contains(trade_mode, \"9\")", &[(1, 1, "contains is called so: exporter.contains(")]);
    refused("known()", &[(1, 1, "known is called so")]);
    refused("known", &[(1, 1, "`known` is a function")]);
    refused("null == 1", &[(1, 1, "only true, false, numbers")]);
    refused("packages == 1u", &[(1, 13, "1, not 1u")]);
    refused("b\"9610\" == trade_mode", &[(1, 2, "no letter before its quote")]);
    refused("\"\"\"a\"\"\" == trade_mode", &[(1, 3, "one pair of quotes")]);
    refused("`a` == 1", &[(1, 1, "a backquote is not allowed")]);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn numbers_lists_and_texts_that_do_not_fit_are_refused() {
    let mut wrong = Vec::new();
    let mut refused =
        |source: &str, expected: &[(usize, usize, &str)]| wrong.extend(told_else(source, expected));
    // Numbers.
    refused("value_cny > 0.000001", &[(1, 13, "at most 5 digits after the point")]);
    refused("value_cny > 123456789012345.12345", &[(1, 13, "at most 19 digits")]);
    refused("value_cny > 1e3", &[(1, 13, "no exponent")]);
    refused("value_cny > 99999999999999999999", &[(1, 13, "invalid int literal")]);
    // Lists and texts.
    refused("hs_in(hs_codes, [\"93\", \"97x\"])", &[(1, 24, "`97x` is no beginning of an HS code")]);
    refused("hs_in(goods_names, [\"93\"])", &[(1, 7, "hs_codes stands here")]);
    refused("named(goods_names, [])", &[(1, 20, "at least one text")]);
    refused("named(goods_names, [\"\"])", &[(1, 20, "none of them empty")]);
    refused("named(goods_names, [exporter])", &[(1, 21, "a text in quotes is wanted here")]);
    refused("trade_mode in [9610]", &[(1, 16, "a text is wanted here")]);
    refused(
        "credit_class == \"AEO\"",
        &[(1, 17, "credit_class is never `AEO`; it is one of: advanced certified")],
    );
    refused("credit_class in [\"other\", \"good\"]", &[(1, 1, "never `good`")]);
    refused("at < timestamp(\"2024-12-15\")", &[(1, 16, "is no moment")]);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_no_expression_or_too_long_is_refused() {
    let mut wrong = Vec::new();
    let mut refused =
        |source: &str, expected: &[(usize, usize, &str)]| wrong.extend(told_else(source, expected));
    // Syntax, and what Chinese keyboards write.
    refused("", &[(1, 1, "the expression is empty")]);
    refused("value_cny >", &[(1, 12, "this is no CEL")]);
    refused("value_cny > 1 and packages > 1", &[(1, 15, "this is no CEL")]);
    refused("named(goods_names, [\"枪枪\"]) and packages > 1", &[(1, 28, "this is no CEL")]);
    refused("value_cny > 1，true", &[(1, 14, "write ,")]);
    refused("trade_mode == “9610”", &[(1, 15, "write \"")]);
    refused("trade_mode == \"9610", &[(1, 15, "a text begins here and does not end")]);
    refused("trade_mode = \"9610\"", &[(1, 12, "this is no CEL")]);
    // Bounds.
    refused(&format!("true // {}", "x".repeat(2_048)), &[(1, 1, "has 2056 bytes, at most 2048 are allowed")]);
    refused(&"x".repeat(10 << 20), &[(1, 1, "at most 2048")]);
    refused(&format!("{}true", "true||".repeat(200)), &[(1, 595, "more than 200 nodes")]);
    refused(&format!("{}1>2", "1+".repeat(450)), &[(1, 801, "more than 200 nodes")]);
    refused(&format!("{}true{}", "(".repeat(33), ")".repeat(33)), &[(1, 33, "nested more than 32 deep")]);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_largest_that_is_allowed_is_allowed() {
    // 99 names and values, 98 operators.
    assert!(Expression::parse(&format!("{}true", "true||".repeat(99))).is_ok());
    assert!(Expression::parse(&format!("{}1>2", "1+".repeat(98))).is_ok());
    assert!(Expression::parse(&format!("{}true{}", "(".repeat(32), ")".repeat(32))).is_ok());
    assert!(Expression::parse(&format!("{}true", "!".repeat(2_000))).is_ok());
    assert!(Expression::parse(&format!("true // {}", "x".repeat(2_040))).is_ok());
}

/// Whatever is put together from the words of the language is read or refused, and what is read says the same twice.
#[test]
fn nothing_panics() {
    let mut parts: Vec<String> = FACTS.iter().map(|fact| fact.name.to_owned()).collect();
    parts.extend(FUNCTIONS.iter().flat_map(|function| [function.name.to_owned(), function.call.to_owned()]));
    parts.extend(texts(&[
        "(",
        ")",
        "[",
        "]",
        ",",
        ".",
        "!",
        "-",
        "+",
        "*",
        "/",
        "%",
        "&&",
        "||",
        "==",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        " in ",
        "1",
        "0",
        "2.5",
        "9223372036854775807",
        "\"9610\"",
        "\"枪\"",
        "\"\"",
        "true",
        "false",
        "null",
        "all",
        "has",
        "x",
        "//",
        "\n",
        "\\",
        "\"",
        "'",
        "{",
        "?",
        "枪",
        "\u{0}",
        "1e9",
        "0x1F",
        "1u",
        ";",
        "@",
        "#",
        "&",
        "|",
        "=",
    ]));
    let (mut dice, facts, mut read) = (Dice(3), ordinary(), 0);
    for _ in 0..4_000 {
        let length = 1 + dice.below(14);
        let source: String =
            (0..length).map(|_| parts[dice.below(parts.len() as u64) as usize].as_str()).collect();
        if let Ok(expression) = Expression::parse(&source) {
            read += 1;
            assert_eq!(expression.holds(&facts), expression.holds(&facts), "{source}");
        }
    }
    assert!(read > 20, "{read}");
}

/// What can be read is put together by its grammar, so that most of it is read: no value panics.
#[test]
fn no_value_panics() {
    fn number(dice: &mut Dice, depth: u64) -> String {
        if depth == 0 || dice.below(3) == 0 {
            let leaves = [
                "value_cny",
                "gross_weight",
                "net_weight",
                "packages",
                "0",
                "1",
                "0.00001",
                "9223372036854775807",
                "size(hs_codes)",
            ];
            return dice.one(&leaves).to_owned();
        }
        let (one, other) = (number(dice, depth - 1), number(dice, depth - 1));
        format!("({one} {} {other})", dice.one(&["+", "-", "*", "/", "%"]))
    }
    let facts = ScreeningFacts {
        value_cny: Some(tongguan_domain::decimal::Decimal::from_scaled(i128::MAX)),
        gross_weight: tongguan_domain::decimal::Decimal::from_scaled(i128::MIN),
        packages: u32::MAX,
        ..ordinary()
    };
    let (mut dice, mut known) = (Dice(5), 0);
    for _ in 0..3_000 {
        let source = format!("{} < {}", number(&mut dice, 4), number(&mut dice, 4));
        if let Ok(expression) = Expression::parse(&source) {
            known += u32::from(expression.holds(&facts).is_some());
            let _ = expression.holds(&ordinary());
        }
    }
    assert!(known > 300, "{known}");
}

/// The facts with most and longest lines against the rule with most words: what a rule can cost at all. The bound is far
/// above what it takes, and far below what would be noticed.
#[test]
fn the_worst_is_bearable() {
    let words: String = (0..97).map(|n| format!("\"词{n}\",")).collect();
    let source = format!("named(goods_names, [{words}\"枪\"], [{words}\"水枪\"])");
    let (expression, facts) = (Expression::parse(&source).unwrap(), largest());
    let begin = Instant::now();
    assert_eq!(expression.holds(&facts), Some(false));
    assert!(begin.elapsed() < Duration::from_secs(2), "{:?}", begin.elapsed());
    let bytes: usize = facts.goods_names.iter().map(String::len).sum();
    assert!(bytes > 70_000, "{bytes}");
}
