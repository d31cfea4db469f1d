//! Goal: credit over the wire: everybody page by page, scores by stream, the certification standard, and when a class or a
//! grade became another.

use crate::support::{Caller, Station, reason};
use tokio_stream::StreamExt;
use tongguan_domain::document::DocumentKind;
use tongguan_proto::credit::v1::score_many_response::Result as Answer;
use tongguan_proto::credit::v1::{
    AssessRequest, AssessedItem, MonthOfConduct, ScoreManyRequest, ScoreRequest, StandardGroup,
};
use tongguan_proto::document::v1::{CivilDate, CreditCause, CreditClass, CreditEvent, CreditGrade};
use tongguan_proto::officer::v1 as pb;
use tongguan_testkit::{AGENT, EXPORTER, Fixture, LOGISTICS, PLATFORM, Parcel};

async fn declare(caller: &Caller, number: u32) {
    let parcel = Parcel::number(number);
    for kind in
        [DocumentKind::SalesOrder, DocumentKind::Waybill, DocumentKind::Declaration, DocumentKind::Arrival]
    {
        caller.submit(format!("{number}-{}", kind.message()), parcel.document(kind)).await.unwrap();
    }
}

async fn page(caller: &Caller, region: &str, page_token: &str) -> pb::ListCreditFactsResponse {
    let request = pb::ListCreditFactsRequest {
        region: region.to_owned(),
        page_size: 2,
        page_token: page_token.to_owned(),
        ..Default::default()
    };
    caller.officer().list_credit_facts(request).await.unwrap().into_inner()
}

/// Who is registered and who has declared, each once, in the order of the codes.
#[tokio::test]
async fn everybody_is_listed_page_by_page() {
    let station = Station::ephemeral().await;
    let caller = station.caller();
    let far = Fixture { code: "6501960AAA", ..EXPORTER };
    for fixture in [&far, &EXPORTER, &LOGISTICS] {
        caller.register(fixture).await;
    }
    declare(&caller, 1).await;
    let (mut codes, mut token) = (Vec::new(), String::new());
    loop {
        let told = page(&caller, "", &token).await;
        assert!(told.facts.len() <= 2);
        codes.extend(told.facts.into_iter().map(|facts| (facts.enterprise, facts.released)));
        token = told.next_page_token;
        if token.is_empty() {
            break;
        }
    }
    let expected = [(EXPORTER, 1), (PLATFORM, 1), (AGENT, 1), (LOGISTICS, 1), (far, 0)];
    let expected = expected.map(|(fixture, released)| (fixture.code.to_owned(), released));
    assert_eq!(codes, expected);
    let told = page(&caller, "6501", "").await;
    assert_eq!(told.facts.iter().map(|facts| facts.enterprise.as_str()).collect::<Vec<_>>(), [far.code]);
    for region in ["650", "65a1", "乌鲁"] {
        let request = pb::ListCreditFactsRequest { region: region.to_owned(), ..Default::default() };
        let refused = caller.officer().list_credit_facts(request).await.unwrap_err();
        assert_eq!(reason(&refused), "ARGUMENT_INVALID", "{region}");
    }
    station.stop().await;
}

/// An answer for each, in their order; one that is wrong does not end the others.
#[tokio::test]
async fn many_are_scored_by_stream() {
    let station = Station::ephemeral().await;
    let facts = |number: u32| ScoreRequest {
        enterprise: format!("33019600{:02}", number % 100),
        registered: true,
        conduct: if number == 7 {
            vec![MonthOfConduct { year: 2026, month: 13, ..Default::default() }]
        } else {
            Vec::new()
        },
        ..Default::default()
    };
    let asked =
        tokio_stream::iter((0..500).map(move |number| ScoreManyRequest { facts: Some(facts(number)) }));
    let mut told = station.caller().scoring().score_many(asked).await.unwrap().into_inner();
    let mut number = 0;
    while let Some(answer) = told.next().await {
        let answer = answer.unwrap();
        assert_eq!(answer.enterprise, facts(number).enterprise);
        match answer.result.unwrap() {
            Answer::Score(score) => {
                assert_eq!((number != 7, score.score, score.aspects.len()), (true, 600, 5))
            }
            Answer::Refused(why) => {
                assert_eq!(
                    (number, why.as_str()),
                    (7, "conduct[0]: a year of 1970 to 9999 and a month of 1 to 12")
                );
            }
        }
        number += 1;
    }
    assert_eq!(number, 500);
    station.stop().await;
}

#[tokio::test]
async fn the_certification_standard_has_a_verdict() {
    let station = Station::ephemeral().await;
    let item = |group: StandardGroup, result| AssessedItem {
        group: group.into(),
        name: format!("{group:?}"),
        result,
    };
    let assess =
        async |items: Vec<AssessedItem>| station.caller().scoring().assess(AssessRequest { items }).await;
    let told = assess(vec![item(StandardGroup::Compliance, -1), item(StandardGroup::Bonus, 2)]).await;
    let told = told.unwrap().into_inner();
    assert_eq!((told.score, told.passed, told.against.len()), (101, true, 0));
    let told = assess(vec![item(StandardGroup::TradeSecurity, -2)]).await.unwrap().into_inner();
    assert_eq!((told.score, told.passed), (98, false));
    assert_eq!(
        (&*told.against[0], &*told.against_zh[0]),
        ("does not conform: TradeSecurity", "不达标：TradeSecurity")
    );
    assert_eq!(reason(&assess(vec![item(StandardGroup::Bonus, -1)]).await.unwrap_err()), "ARGUMENT_INVALID");
    station.stop().await;
}

/// When the class became another, by which declaration, and why; durable.
#[tokio::test]
async fn a_change_of_class_has_its_day_and_its_cause() {
    let folder = tempfile::tempdir().unwrap();
    let station = Station::at(folder.path()).await;
    let caller = station.caller();
    caller.register(&EXPORTER).await;
    declare(&caller, 1).await;
    let event = CreditEvent {
        on: Some(CivilDate { year: 2025, month: 12, day: 30 }),
        cause: CreditCause::SmugglingPunished.into(),
        ..Default::default()
    };
    let noted = pb::RecordCreditEventRequest {
        enterprise: EXPORTER.code.to_owned(),
        event: Some(event),
        ..Default::default()
    };
    caller.officer().record_credit_event(noted).await.unwrap();
    declare(&caller, 2).await;
    let changes = async |caller: &Caller| {
        let request =
            pb::GetCreditFactsRequest { enterprise: EXPORTER.code.to_owned(), ..Default::default() };
        caller.officer().get_credit_facts(request).await.unwrap().into_inner().changes
    };
    let told = changes(&caller).await;
    let shown: Vec<_> =
        told.iter().map(|change| (change.credit_class(), change.grade(), change.document_id)).collect();
    assert_eq!(
        shown,
        [(CreditClass::Other, CreditGrade::A, 3), (CreditClass::Dishonest, CreditGrade::Bb, 7)]
    );
    assert!(told[1].reasons.iter().any(|ground| ground.rule == "law.smuggling"), "{told:?}");
    station.stop().await;
    let station = Station::at(folder.path()).await;
    assert_eq!(changes(&station.caller()).await, told);
    station.stop().await;
}
