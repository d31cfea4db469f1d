//! Goal: a sandbox may have a risk profile of its own. It goes through the gate of files, is recorded, and screens wherever
//! screening is; a text that is no profile changes nothing.

use crate::apart::{NOTHING, url};
use crate::elsewhere::{caller, decision, explained, odd, submit, told};
use crate::support::child::{Peer, Program};
use crate::support::{Caller, reason};
use std::sync::atomic::Ordering;
use tongguan::compose::{ServeOptions, Serves, start};
use tongguan::peers::Peers;
use tongguan_domain::limits;
use tongguan_proto::intake::v1 as intake;
use tongguan_proto::risk::v1::Lane;
use tongguan_proto::sandbox::v1 as sandbox;
use tongguan_proto::sandbox::v1::load_risk_profile_request::To;
use tonic::Status;

fn text(version: u32, lane: &str) -> String {
    format!(
        "# of a sandbox\nname = \"mine\"\nversion = \"{version}\"\n[[rule]]\nid = \"mine.rule\"\nlane = \"{lane}\"\n\
         when = 'value_cny > 0'\nreason = {{ en = \"my reason\", zh = \"我的理由\" }}\n"
    )
}

async fn load(caller: &Caller, to: To) -> Result<Option<sandbox::SandboxRiskProfile>, Status> {
    let request =
        sandbox::LoadRiskProfileRequest { name: "mine".to_owned(), to: Some(to), ..Default::default() };
    Ok(caller.control().load_risk_profile(request).await?.into_inner().risk_profile)
}

async fn loaded(caller: &Caller) -> Option<sandbox::SandboxRiskProfile> {
    let request = sandbox::GetRiskProfileRequest { name: "mine".to_owned(), with_text: true };
    caller.control().get_risk_profile(request).await.unwrap().into_inner().risk_profile
}

async fn mine(caller: &Caller) -> Caller {
    let request =
        sandbox::CreateSandboxRequest { name: "mine".to_owned(), draws_off: true, ..Default::default() };
    caller.control().create_sandbox(request).await.unwrap();
    caller.in_sandbox("mine")
}

async fn why(caller: &Caller, number: u32) -> String {
    submit(caller, number).await;
    format!("{:?}", explained(caller, u64::from(number) * 4).await)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_screens_one_sandbox_and_a_wrong_one_changes_nothing() {
    let running = start(ServeOptions::default()).await.unwrap();
    let caller = caller(&running);
    let mine = mine(&caller).await;
    assert_eq!(loaded(&mine).await, None);
    let told_of = load(&mine, To::Text(text(1, "yellow"))).await.unwrap().unwrap();
    assert_eq!((told_of.profile.as_str(), told_of.sha256.len(), told_of.text.as_str()), ("mine-1", 64, ""));
    let first = why(&mine, 1).await;
    assert!(first.contains("mine.rule: my reason") && first.contains("mine-1"), "{first}");
    assert_eq!(told(&mine.mailbox().all().await, 4), [2, 3, 120, 300, 399]);
    // Nobody else is screened by it.
    let other = why(&caller, 1).await;
    assert!(!other.contains("mine"), "{other}");

    // What is no profile: where, and why.
    let rule = |when: &str| text(2, "red").replace("value_cny > 0", when);
    let rows = [
        ("unknown fact", rule("valu_cny > 0"), "7:9: "),
        ("wrong type", rule("value_cny > \"a\""), "7:"),
        ("no end", rule("hs_codes.all(c, hs_codes.all(d, c == d))"), "7:"),
        (
            "an id twice",
            format!("{0}{1}", text(2, "red"), &text(2, "red")[text(2, "red").find("[[").unwrap()..]),
            "10:6: ",
        ),
        ("no TOML", "name = \"mine".to_owned(), "1:"),
        ("a path", "/etc/passwd".to_owned(), "1:"),
        ("nothing", String::new(), "1:1: "),
        ("too large", format!("{}{}", text(2, "red"), "#".repeat(limits::RISK_PROFILE_BYTES)), "1:1: "),
    ];
    for (what, text, place) in rows {
        let refused = load(&mine, To::Text(text)).await.unwrap_err();
        assert_eq!(reason(&refused), "PROFILE_INVALID", "{what}: {refused:?}");
        assert!(refused.message().starts_with(place), "{what}: {}", refused.message());
    }
    let refused = load(&mine, To::Text("x".repeat(10_000_000))).await.unwrap_err();
    assert_eq!(reason(&refused), "MESSAGE_TOO_LARGE");
    assert_eq!(reason(&load(&mine, To::Clear(false)).await.unwrap_err()), "ARGUMENT_INVALID");
    assert_eq!(loaded(&mine).await.unwrap().text, text(1, "yellow"), "the one of before");
    assert!(why(&mine, 2).await.contains("mine-1"));

    // Another one, and none; what was decided stays decided.
    load(&mine, To::Text(text(2, "green"))).await.unwrap();
    assert!(why(&mine, 3).await.contains("mine-2"));
    assert_eq!(load(&mine, To::Clear(true)).await.unwrap(), None);
    assert!(!why(&mine, 4).await.contains("mine."));
    assert_eq!(format!("{:?}", explained(&mine, 4).await), first);
    running.stop().await;
}

/// It is written down before it is answered, so neither a kill nor a server with another profile changes it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_survives_a_kill_and_another_profile_of_the_server() {
    let folder = tempfile::tempdir().unwrap();
    let first = {
        let program = Program::start(folder.path());
        let caller = program.caller();
        let mine = mine(&caller).await;
        load(&mine, To::Text(text(1, "yellow"))).await.unwrap();
        let first = why(&mine, 1).await;
        load(&mine, To::Text(text(2, "yellow"))).await.unwrap();
        program.kill();
        first
    };
    let program = Program::start_with(folder.path(), &["--risk-profile", "strict"]);
    let mine = program.caller().in_sandbox("mine");
    let now = loaded(&mine).await.unwrap();
    assert_eq!((now.profile.as_str(), now.text), ("mine-2", text(2, "yellow")));
    assert_eq!(format!("{:?}", explained(&mine, 4).await), first);
    let second = why(&mine, 2).await;
    assert!(second.contains("mine-2") && !second.contains("strict"), "{second}");
}

async fn with_risk_at(address: &str) -> tongguan::compose::Running {
    let peers = Peers { risk: format!("http://{address}").parse().ok(), ..Peers::default() };
    let serves = Serves { intake: true, credit: true, ..NOTHING };
    start(ServeOptions { serves, peers, ..ServeOptions::default() }).await.unwrap()
}

/// A risk server in another process gets the text when it asks for it, also after it has been away.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_goes_with_the_question_to_another_process() {
    let mut risk = Peer::start("risk");
    let running = with_risk_at(risk.address()).await;
    let mine = mine(&caller(&running)).await;
    // As large as it may be.
    let large = format!(
        "{}#{}\n",
        text(1, "yellow"),
        "x".repeat(limits::RISK_PROFILE_BYTES - text(1, "yellow").len() - 2)
    );
    load(&mine, To::Text(large)).await.unwrap();
    for number in 1..=2 {
        let why = why(&mine, number).await;
        assert!(why.contains("mine.rule: my reason") && why.contains("mine-1"), "{why}");
    }
    // It has forgotten everything.
    risk.kill();
    risk.again();
    let why = why(&mine, 3).await;
    assert!(why.contains("mine.rule: my reason"), "{why}");
    running.stop().await;
}

/// A risk server that knows no profiles of sandboxes, as it is older or somebody else's, has not screened by this one: a person
/// looks at the documents, and why is written.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_risk_server_has_a_defined_result() {
    let (calls, address) = odd(|_| Ok(decision(Lane::Green, "older"))).await;
    let running = with_risk_at(&address.to_string()).await;
    let mine = mine(&caller(&running)).await;
    let plain = why(&mine, 1).await;
    assert!(plain.contains("older: as told"), "{plain}");
    load(&mine, To::Text(text(1, "green"))).await.unwrap();
    let why = why(&mine, 2).await;
    assert!(
        why.contains("screening.unusable") && why.contains("it does not know profiles of sandboxes"),
        "{why}"
    );
    assert_eq!(told(&mine.mailbox().all().await, 8), [2, 3, 120, 300, 399]);
    assert_eq!(calls.load(Ordering::SeqCst), 2, "asking again would not help");
    running.stop().await;
}

async fn screened_by(caller: &Caller, with_profile_text: bool) -> intake::ScreenedBy {
    let request = intake::ListScreeningsRequest { with_profile_text, ..Default::default() };
    caller.intake().list_screenings(request).await.unwrap().into_inner().screened_by.unwrap()
}

/// Where a sandbox has a risk server, that one decides, and no profile.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_risk_server_of_the_sandbox_counts_more() {
    let (_, address) = odd(|_| Ok(decision(Lane::Green, "own.rule"))).await;
    let running = start(ServeOptions::default()).await.unwrap();
    let mine = mine(&caller(&running)).await;
    load(&mine, To::Text(text(1, "yellow"))).await.unwrap();
    let server = sandbox::OwnServer {
        url: url(address).to_string().trim_end_matches('/').to_owned(),
        ..Default::default()
    };
    let request = sandbox::UpdateSandboxRequest {
        name: "mine".to_owned(),
        risk_server: Some(server),
        ..Default::default()
    };
    // Who is told of screenings is told by what.
    let known = loaded(&mine).await.unwrap();
    let by = intake::ScreenedBy {
        own_server: false,
        profile: "mine-1".to_owned(),
        profile_sha256: known.sha256,
        profile_text_sha256: known.text_sha256,
        profile_text: String::new(),
    };
    assert_eq!(screened_by(&mine, false).await, by);
    let with_text = intake::ScreenedBy { profile_text: text(1, "yellow"), ..by.clone() };
    assert_eq!(screened_by(&mine, true).await, with_text);
    assert_eq!(screened_by(&mine.in_sandbox("default"), true).await, intake::ScreenedBy::default());
    mine.control().update_sandbox(request).await.unwrap();
    assert_eq!(screened_by(&mine, false).await, intake::ScreenedBy { own_server: true, ..by });
    let why = why(&mine, 1).await;
    assert!(why.contains("own.rule: as told") && !why.contains("mine.rule"), "{why}");
    running.stop().await;
}
