//! The other services: screening, scoring, the registry, and what every gRPC server has.

use crate::support::{Station, reason};
use prost::Message;
use prost_types::FileDescriptorProto;
use std::collections::BTreeSet;
use tokio_stream::StreamExt;
use tongguan_proto::credit::v1 as credit;
use tongguan_proto::document::v1::CreditClass;
use tongguan_proto::registry::v1 as registry;
use tongguan_proto::risk::v1 as risk;
use tongguan_testkit::enterprises;
use tonic::transport::Channel;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;
use tonic_reflection::pb::v1::ServerReflectionRequest;
use tonic_reflection::pb::v1::server_reflection_client::ServerReflectionClient;
use tonic_reflection::pb::v1::server_reflection_request::MessageRequest;
use tonic_reflection::pb::v1::server_reflection_response::MessageResponse;

fn facts(seed: u64, inspection_ppm: u32) -> risk::ScreenRequest {
    risk::ScreenRequest {
        declaration: 1,
        seed,
        at: Some(prost_types::Timestamp { seconds: 1_767_574_800, nanos: 0 }),
        trade_mode: "9610".to_owned(),
        customs_code: "2924".to_owned(),
        country: "502".to_owned(),
        traf_mode: "5".to_owned(),
        exporter: "3301960ABC".to_owned(),
        agent: "3301980AGT".to_owned(),
        credit_class: CreditClass::Other.into(),
        inspection_ppm,
        value_cny: "184.5".to_owned(),
        gross_weight: "1.5".to_owned(),
        net_weight: "1.2".to_owned(),
        packages: 1,
        hs_codes: vec!["6109100000".to_owned()],
        goods_names: vec!["棉制T恤".to_owned()],
        has_payment: true,
        draws_off: false,
        papers: None,
        tracked: None,
        ..Default::default()
    }
}

#[tokio::test]
async fn screening_answers_with_reasons_and_the_same_for_the_same() {
    let station = Station::ephemeral().await;
    let caller = station.caller();
    for (ppm, lane) in [(0, risk::Lane::Green), (1_000_000, risk::Lane::Red)] {
        let answers = [(); 2].map(|()| caller.screening());
        let mut seen = Vec::new();
        for mut client in answers {
            seen.push(client.screen(facts(7, ppm)).await.unwrap().into_inner());
        }
        assert_eq!(seen[0], seen[1]);
        assert_eq!(seen[0].lane(), lane, "{:?}", seen[0]);
        assert!(!seen[0].reasons.is_empty() && !seen[0].profile.is_empty());
    }
    let bad = risk::ScreenRequest { credit_class: 9, ..facts(7, 0) };
    assert_eq!(reason(&caller.screening().screen(bad).await.unwrap_err()), "FACTS_INVALID");
    let profile = caller.screening().get_profile(risk::GetProfileRequest {}).await.unwrap().into_inner();
    assert!(!profile.rules.is_empty());
    station.stop().await;
}

#[tokio::test]
async fn scoring_answers_with_the_inspection_rate_of_the_class() {
    let station = Station::ephemeral().await;
    let caller = station.caller();
    for (class, ppm) in [
        (CreditClass::AdvancedCertified, 5_700),
        (CreditClass::Other, 30_000),
        (CreditClass::Dishonest, 850_000),
    ] {
        let request = credit::ScoreRequest {
            enterprise: "3301960ABC".to_owned(),
            registered: true,
            registry_class: class.into(),
            ..Default::default()
        };
        let score = caller.scoring().score(request).await.unwrap().into_inner();
        assert_eq!((score.credit_class(), score.inspection_ppm), (class, ppm));
        assert!(!score.reasons.is_empty() && score.grade != 0);
    }
    station.stop().await;
}

#[tokio::test]
async fn enterprises_are_registered_looked_up_and_listed() {
    let station = Station::ephemeral().await;
    let caller = station.caller();
    for fixture in enterprises() {
        caller.register(&fixture).await;
    }
    let (mut codes, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = registry::ListEnterprisesRequest { page_size: 3, page_token, ..Default::default() };
        let page = caller.registry().list_enterprises(request).await.unwrap().into_inner();
        codes.extend(page.enterprises.into_iter().map(|enterprise| enterprise.code));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    let expected: BTreeSet<_> = enterprises().iter().map(|fixture| fixture.code.to_owned()).collect();
    assert_eq!(codes, expected.into_iter().collect::<Vec<_>>());
    for fixture in enterprises() {
        let request = registry::GetEnterpriseRequest { code: fixture.code.to_owned(), ..Default::default() };
        let found = caller.registry().get_enterprise(request).await.unwrap().into_inner().enterprise.unwrap();
        assert_eq!(found, tongguan_wire::registry::write(&fixture.enterprise()));
    }
    let elsewhere = caller.in_sandbox("elsewhere");
    let request = registry::GetEnterpriseRequest { code: "3301960ABC".to_owned(), ..Default::default() };
    assert_eq!(reason(&elsewhere.registry().get_enterprise(request).await.unwrap_err()), "NOT_FOUND");
    let bad = registry::RegisterEnterpriseRequest {
        request_id: "bad".to_owned(),
        enterprise: Some(registry::Enterprise { code: "x".to_owned(), ..Default::default() }),
        ..Default::default()
    };
    assert_eq!(reason(&caller.registry().register_enterprise(bad).await.unwrap_err()), "ENTERPRISE_INVALID");
    station.stop().await;
}

/// What a client by reflection asks for a service: its file, and every file that those import.
async fn describe(channel: &Channel, service: &str) -> Result<(), String> {
    let mut client = ServerReflectionClient::new(channel.clone());
    let mut asked = vec![MessageRequest::FileContainingSymbol(service.to_owned())];
    let mut known = BTreeSet::new();
    while let Some(question) = asked.pop() {
        let request = ServerReflectionRequest { host: String::new(), message_request: Some(question) };
        let mut answers = client
            .server_reflection_info(tokio_stream::once(request))
            .await
            .map_err(|status| status.to_string())?
            .into_inner();
        let answer =
            answers.next().await.ok_or("no answer")?.map_err(|status| format!("{service}: {status}"))?;
        let Some(MessageResponse::FileDescriptorResponse(files)) = answer.message_response else {
            return Err(format!("{service}: {answer:?}"));
        };
        for file in files.file_descriptor_proto {
            let file = FileDescriptorProto::decode(&*file).map_err(|fault| fault.to_string())?;
            let imports = file.dependency.into_iter().filter(|import| known.insert(import.clone()));
            asked.extend(imports.map(MessageRequest::FileByFilename));
        }
    }
    Ok(())
}

#[tokio::test]
async fn every_service_of_both_listeners_is_described() {
    let station = Station::ephemeral().await;
    let caller = station.caller();
    let all = [
        "catalogue.v1.Catalogue",
        "credit.v1.CreditScoring",
        "exchange.v1.ClearanceExchange",
        "intake.v1.DeclarationIntake",
        "officer.v1.CustomsOfficer",
        "registry.v1.EnterpriseRegistry",
        "risk.v1.RiskScreening",
    ];
    let listeners =
        [(caller.channels(), &all[..]), (vec![caller.control_channel()], &["sandbox.v1.SandboxControl"])];
    for (channels, services) in listeners {
        let mut all = BTreeSet::new();
        for channel in channels {
            let listed = listed(&channel).await;
            let ours = listed.iter().filter_map(|name| name.strip_prefix("tongguan."));
            for service in ours.filter(|name| !name.starts_with("feed.")) {
                assert_eq!(describe(&channel, &format!("tongguan.{service}")).await, Ok(()));
                all.insert(service.to_owned());
            }
        }
        assert_eq!(all.iter().map(String::as_str).collect::<Vec<_>>(), services);
    }
    station.stop().await;
}

/// The services that a listener says it has.
async fn listed(channel: &Channel) -> BTreeSet<String> {
    let mut reflection = ServerReflectionClient::new(channel.clone());
    let request = ServerReflectionRequest {
        host: String::new(),
        message_request: Some(MessageRequest::ListServices(String::new())),
    };
    let mut answers =
        reflection.server_reflection_info(tokio_stream::once(request)).await.unwrap().into_inner();
    let answer = answers.next().await.unwrap().unwrap().message_response.unwrap();
    let MessageResponse::ListServicesResponse(list) = answer else { panic!("{answer:?}") };
    list.service.into_iter().map(|service| service.name).collect()
}

#[tokio::test]
async fn every_service_is_serving() {
    let station = Station::ephemeral().await;
    let channel = station.caller().channel();
    let listed = listed(&channel).await;
    let ours = listed.iter().filter(|name| name.starts_with("tongguan.")).map(String::as_str);
    for service in ours.chain([""]) {
        let request = HealthCheckRequest { service: service.to_owned() };
        let answer = HealthClient::new(channel.clone()).check(request).await.unwrap().into_inner();
        assert_eq!(answer.status().as_str_name(), "SERVING", "{service}");
    }
    station.stop().await;
}
