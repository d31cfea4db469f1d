//! What `tongguan play` says.

use crate::station::{Station, said};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn what_differs_is_shown_beside_what_the_file_says() {
    let station = Station::start().await;
    let script = "order 1 => order 1 2, order 1 3\nwaybill 1 => waybill 1 4\norder 2\nclock manual\n";
    let (code, told, failure) = said(&station.play(&["-"], script).await);
    assert_eq!((code, failure.as_str()), (Some(1), ""));
    let (lines, end) = told.rsplit_once(", in sandbox play-").unwrap();
    assert_eq!(end.trim_end().len(), 16);
    assert_eq!(
        lines,
        "   1  order 1 => order 1 2, order 1 3
   2  waybill 1
        told      waybill 1 2, waybill 1 3
        the file  waybill 1 4
   3  order 2
        told      order 2 2, order 2 3
        the file  nothing
   4  clock manual
2 of 4 lines differ"
    );
    station.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_read_lines_of_json() {
    let station = Station::start().await;
    let (code, told, _) =
        said(&station.play(&["-", "--json"], "# a draft\norder 1 app_status=1 => order 1 1").await);
    let rows: Vec<Value> = told.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let line = json!({
        "event": "line", "line": 2, "words": "order 1 app_status=1",
        "told": "order 1 1", "expected": "order 1 1", "differs": false,
    });
    assert_eq!((code, &rows[0]), (Some(0), &line));
    let end = (&rows[1]["event"], &rows[1]["lines"], &rows[1]["different"]);
    assert_eq!(end, (&json!("end"), &json!(1), &json!(0)));
    station.stop().await;
}

/// A refusal is the same word whether the call or a receipt brings it; a line that says `xml` tells the receipt.
#[tokio::test(flavor = "multi_thread")]
async fn refusals_are_told_alike() {
    let station = Station::start().await;
    let script = "\
order 1 => order 1 2, order 1 3
order 1 => refused DUPLICATE
waybill 1 gross_weight=0 freight=-1 => refused NUMBER_NEGATIVE NUMBER_NOT_POSITIVE
cancellation 1 => refused CANCELLATION_UNKNOWN
xml cancellation 1 => cancellation -607201
xml order 1 => order -304001
";
    for ways in [&["-"][..], &["-", "--xml"]] {
        let (code, told, failure) = said(&station.play(ways, script).await);
        assert_eq!((code, failure.as_str()), (Some(0), ""), "{ways:?}: {told}");
    }
    station.stop().await;
}

/// A refusal is no wrong usage, and says what to do, in one language.
#[tokio::test(flavor = "multi_thread")]
async fn what_the_server_refuses_is_refused() {
    let station = Station::start().await;
    let script = "chances sending_fails=2000000\norder 1";
    for (lang, hint) in [("en", "  read the message"), ("zh", "  按提示修改")] {
        let (code, _, failure) = said(&station.play(&["-", "--lang", lang], script).await);
        assert_eq!(code, Some(3), "{failure}");
        let words = failure.lines().nth(1).unwrap();
        assert!(words.starts_with(hint), "{failure}");
        assert_eq!(lang == "zh", words.chars().any(|c| c as u32 >= 0x4E00), "{failure}");
    }
    station.stop().await;
}

/// Where it stopped, and why.
#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_played_is_said_with_its_line() {
    let station = Station::start().await;
    for (script, why) in [
        (
            "order 1\n\nwhale 1",
            r#"-, line 3: "whale": no such document; there are order, payment, waybill, declaration"#,
        ),
        ("order 1 pak_no=3", r#"-, line 1: "pak_no=3": no field pak_no in SalesOrder"#),
        ("clock manual\nlane green", "-, line 2: lane: not on this stage"),
        ("chances returns_inspected=0\norder 1", "-: chances returns_inspected: not on this stage"),
        ("outcome nothing-such", r#"-, line 1: "nothing-such": no such outcome"#),
        ("phase order 1", "-, line 1: no order 1 was taken"),
    ] {
        let (code, _, failure) = said(&station.play(&["-"], script).await);
        assert_eq!(code, Some(2), "{script}");
        assert!(failure.starts_with(&format!("tongguan: {why}")), "{script}: {failure}");
    }
    station.stop().await;
}
