//! The pages of mails' links: what is signed, the choice, and what each link says
//! that cannot be used.

use axum::http::Method;
use jiff::ToSpan as _;
use quarterday_gateway::Councils as _;
use quarterday_proto::command::{ClaimDigest, Command, Envelope, LinkOffered};
use quarterday_proto::digest::{Asked, Claim, Purpose, Thing};
use quarterday_proto::id::{CommandId, LinkId};
use quarterday_proto::link;
use serde_json::json;

use crate::links::mailed;
use crate::reports::{circulated, content, report, send};
use crate::support::{Answer, Service, signed_in};

const ROOT: &str = "/api/v1/rochdale";

/// The token of a mail that asks the sponsor to sign the report.
async fn asked(service: &Service, schedule: &str) -> String {
    let council = "rochdale".parse().unwrap();
    let tenant = service.hosting.get(&council).unwrap();
    let id: CommandId = format!("claim-{schedule}").parse().unwrap();
    let token = link::token(&council, LinkId::derive(&id, 0), &"s".repeat(43));
    let now = service.clock.now();
    let (claim, thing) = {
        let state = tenant.view.state();
        let known = state.report("q2/cabinet").unwrap();
        let thing = Thing::SignOff {
            report: known.id,
            role: "sponsor".to_owned(),
            asked_at: known.requests["sponsor"].place,
            body: None,
        };
        let claim = Claim {
            person: state.person("sponsor@r.example").unwrap().id,
            day: state.day_of(now),
            schedules: vec![schedule.to_owned()],
            items: vec![Asked {
                thing: thing.clone(),
                due: Some("2020-10-12".parse().unwrap()),
                of: None,
                because: None,
            }],
            about: thing.since(),
            node: "one".parse().unwrap(),
            lease_until: now.checked_add(5.minutes()).unwrap(),
            template: "sign-off-requested@1".to_owned(),
            content_hash: "ab".repeat(32),
            message_id: "m@rochdale.example".to_owned(),
        };
        (claim, thing)
    };
    let offered = LinkOffered {
        hash: link::hash(&token),
        purpose: Purpose::SignOff,
        about: Some(thing),
        expires: now.checked_add(480.hours()).unwrap(),
    };
    let envelope = Envelope {
        id,
        actor: "system".parse().unwrap(),
        known_at: None,
        cause: None,
        session: None,
        command: Command::ClaimDigest(ClaimDigest {
            claim,
            links: vec![offered],
        }),
    };
    tenant.log.append(envelope).await.unwrap();
    token
}

async fn open(service: &Service, council: &str, token: &str, cookie: &str) -> Answer {
    let headers = [("accept", "text/html"), ("cookie", cookie)];
    let path = format!("/c/{council}/link/{token}");
    service
        .send(Some(""), Method::GET, &path, &headers, Vec::new())
        .await
}

async fn post(service: &Service, token: &str, form: &str) -> Answer {
    let headers = [
        ("accept", "text/html"),
        ("sec-fetch-site", "same-origin"),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    let path = format!("/c/rochdale/link/{token}");
    let body = form.as_bytes().to_vec();
    service
        .send(Some(""), Method::POST, &path, &headers, body)
        .await
}

#[track_caller]
fn says(answer: &Answer, status: u16, texts: &[&str]) {
    let page = answer.text();
    assert_eq!(answer.status.as_u16(), status, "{page}");
    for text in texts {
        assert!(page.contains(text), "{text}: {page}");
    }
    assert_eq!(page.matches("<h1").count(), 1, "{page}");
    assert!(iso_day(&page).is_none(), "{:?}", iso_day(&page));
}

/// The first day in what a page says that is not in words.
pub(crate) fn iso_day(page: &str) -> Option<&str> {
    let mut rest = page;
    while let Some((before, after)) = rest.split_once('-') {
        let year = before.len().checked_sub(4).and_then(|at| before.get(at..));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let day = after.get(..5).filter(|day| {
            let bytes = day.as_bytes();
            bytes[2] == b'-' && digits(&day[..2]) && digits(&day[3..])
        });
        // What stands in an attribute is not said; a version of a route is named so.
        let quoted = before.rfind('<') > before.rfind('>')
            || before[..before.len().saturating_sub(4)].ends_with('@');
        if year.is_some_and(digits) && day.is_some() && !quoted {
            return Some(after);
        }
        rest = after;
    }
    None
}

#[tokio::test]
async fn the_page_shows_all_that_is_signed() {
    let service = circulated().await;
    let header = json!({ "committee": "Cabinet", "meeting": "2020-11-24", "key_decision": true,
        "fields": { "portfolio_holder": "Member for Resources", "wards": "All" } });
    let mut says_now = content("Costs 12,000 pounds.");
    says_now["header"] = header;
    let close = json!({ "open_quarter": { "plan": "resources-2020-21", "quarter": "2020-21-Q2" } });
    send(&service, close).await;
    let close = json!({ "close_quarter": { "plan": "resources-2020-21", "quarter": "2020-21-Q2",
        "reason": "All that came." } });
    send(&service, close).await;
    let cover = json!([{ "plan": "resources-2020-21", "quarter": "2020-21-Q2" }]);
    let revise = json!({ "revise_report": { "report": "q2/cabinet", "content": says_now, "covers": cover } });
    send(&service, revise).await;
    let token = asked(&service, "sign-off-asked").await;
    let shown = open(&service, "rochdale", &token, "").await;
    says(
        &shown,
        200,
        &[
            "Performance, quarter 2",
            "Director of Policy</strong>",
            "12 October 2020, overdue by 8 days",
            "Performance Manager",
            "Cabinet",
            "24 November 2020",
            "Portfolio holder",
            "Member for Resources",
            "Wards",
            "Key decision",
            "Costs 12,000 pounds.",
            "97% (29)",
            "Frozen at closing 1 on 20 October 2020",
            "Who has signed",
            "Report sponsor",
            "Not signed",
            "Waits for Director of Policy",
            "Do you sign it off?",
        ],
    );
    assert!(!shown.text().contains("checked"));
}

#[tokio::test]
async fn nothing_is_signed_without_a_choice() {
    let service = circulated().await;
    let token = asked(&service, "sign-off-asked").await;
    let hash = report(&service).await["content_hash"].clone();
    let hash = hash.as_str().unwrap();
    for (form, field, text) in [
        (
            String::new(),
            "act",
            "Select whether you sign it off or return it",
        ),
        (
            format!("content_hash={hash}&note=Fine"),
            "act",
            "Select whether",
        ),
        ("act=sign".to_owned(), "act", "which version was read"),
        (
            format!("act=return&content_hash={hash}"),
            "reason",
            "Say what has to change",
        ),
        (
            format!("act=sign&content_hash={}", "0".repeat(64)),
            "act",
            "changed while you read",
        ),
    ] {
        let refused = post(&service, &token, &form).await;
        let link = format!("href=\"#{field}\"");
        let beside = format!("id=\"{field}-error\"");
        says(
            &refused,
            422,
            &["<title>Error: Sign-off", &link, &beside, text],
        );
    }
    assert_eq!(report(&service).await["sign_offs"], json!([]));
    let form = format!("act=sign&content_hash={hash}&note=Fine");
    says(&post(&service, &token, &form).await, 200, &["Signed off"]);
    assert_eq!(report(&service).await["sign_offs"][0]["note"], "Fine");
}

#[tokio::test]
async fn who_signed_before_is_shown_what_changed_since() {
    let service = circulated().await;
    let hash = report(&service).await["content_hash"].clone();
    let sign = json!({ "sign_off": { "report": "q2/cabinet", "role": "sponsor",
        "by": "sponsor@r.example", "content_hash": hash } });
    send(&service, sign).await;
    let revise = json!({ "revise_report": { "report": "q2/cabinet",
        "content": content("None but 5 pounds.") } });
    send(&service, revise).await;
    let token = asked(&service, "sign-off-asked").await;
    let shown = open(&service, "rochdale", &token, "").await;
    says(
        &shown,
        200,
        &[
            "What changed since it was signed",
            "Director of Policy signed version 1 on 20 October 2020",
            "None<ins> but 5 pounds</ins>.",
            "stands no more: changed since: Finance",
        ],
    );
    // What did not change is not listed as changed.
    let (changes, _) = shown
        .text()
        .split_once("What you sign")
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .unwrap();
    assert!(!changes.contains("Recommendations"));
}

#[tokio::test]
async fn damaged_and_foreign_links_explain_themselves_alike() {
    let service = circulated().await;
    service.create("rutland").await.good();
    let token = asked(&service, "sign-off-asked").await;
    let last = &token[..token.len() - 1];
    let known = says_unknown(&open(&service, "rochdale", &format!("{last}t"), "").await);
    for (council, wrong) in [
        ("rochdale", "x".to_owned()),
        ("rochdale", last.to_owned()),
        ("rochdale", token.replace("qdl_rochdale", "qdl_rutland")),
        ("rutland", token.clone()),
        ("rutland", token.replace("qdl_rochdale", "qdl_rutland")),
        ("nowhere", token.replace("qdl_rochdale", "qdl_nowhere")),
    ] {
        let page = says_unknown(&open(&service, council, &wrong, "").await);
        assert_eq!(page, known, "{council} {wrong}");
    }
    // The stop of the sentence that a link stands in is none of it.
    for behind in [".", ",", ")", "%20"] {
        let shown = open(&service, "rochdale", &format!("{token}{behind}"), "").await;
        says(&shown, 200, &["Do you sign it off?"]);
    }
}

#[track_caller]
fn says_unknown(answer: &Answer) -> String {
    says(
        answer,
        404,
        &["This link does not work", "href=\"/sign-in\""],
    );
    assert!(!answer.text().contains("A Council"));
    answer.text()
}

#[tokio::test]
async fn a_link_that_was_passed_on_says_so_to_who_is_signed_in() {
    let service = circulated().await;
    let token = asked(&service, "sign-off-asked").await;
    let other = signed_in(&service, "rochdale", "other@r.example").await;
    let shown = open(&service, "rochdale", &token, &other.cookie).await;
    says(
        &shown,
        403,
        &[
            "This link is for somebody else",
            "sign out first",
            "What to do next",
        ],
    );
    assert!(!shown.text().contains("Performance, quarter 2"));
    let own = signed_in(&service, "rochdale", "sponsor@r.example").await;
    let shown = open(&service, "rochdale", &token, &own.cookie).await;
    says(&shown, 200, &["Do you sign it off?"]);
}

#[tokio::test]
async fn used_and_ended_links_say_what_came_of_them() {
    let service = circulated().await;
    let (first, second) = (
        asked(&service, "sign-off-asked").await,
        asked(&service, "sign-off-due-soon").await,
    );
    let hash = report(&service).await["content_hash"].clone();
    let form = format!("act=sign&content_hash={}", hash.as_str().unwrap());
    says(&post(&service, &first, &form).await, 200, &["Signed off"]);
    let contact = "ask@r.example";
    let settings = json!({ "configure_council": { "settings": { "reminders": {
        "performance_team": contact } } } });
    let people = format!("email,post\n{contact},Performance Team\n");
    let files = [("people.csv".to_owned(), people.into_bytes())];
    service
        .import(&format!("{ROOT}/imports"), &files)
        .await
        .good();
    send(&service, settings).await;
    for answer in [
        open(&service, "rochdale", &first, "").await,
        post(&service, &first, &form).await,
    ] {
        says(
            &answer,
            410,
            &[
                "You have signed this report off",
                "version 1, was signed off on 20 October 2020 at 10:00",
                "What to do next",
                contact,
            ],
        );
        assert!(!answer.text().contains("answers"), "{}", answer.text());
    }
    let ended = open(&service, "rochdale", &second, "").await;
    says(
        &ended,
        410,
        &["This link has ended", "the sign-off was given"],
    );

    let (service, token) = mailed().await;
    service.clock.go_on(49 * 3600);
    let ended = open(&service, "rochdale", &token, "").await;
    says(&ended, 410, &["This link has ended", "What to do next"]);
}

#[tokio::test]
async fn an_update_that_says_nothing_is_told_so_beside_each_field() {
    let (service, token) = mailed().await;
    let empty = post(&service, &token, "").await;
    says(
        &empty,
        422,
        &["<title>Error: Your update", "href=\"#item-0-going\""],
    );
    let page = empty.text();
    let items = page.matches("-ref\" value=").count();
    assert!(items > 0);
    let errors = page.matches("select how it is going</a>").count();
    assert_eq!(errors, items, "{page}");
    assert!(!page.contains("has changed"), "{page}");
}

#[tokio::test]
async fn a_link_of_who_is_away_or_whose_mail_came_back_never_says_that_all_is_done() {
    let service = circulated().await;
    let token = asked(&service, "sign-off-asked").await;
    let hash = report(&service).await["content_hash"].clone();
    let form = format!("act=sign&content_hash={}", hash.as_str().unwrap());
    let away = json!({ "record_absence": { "email": "sponsor@r.example",
        "first": "2020-10-20", "last": "2020-10-21" } });
    send(&service, away).await;
    let rests = |answer: &Answer, why: &str| {
        says(
            answer,
            409,
            &["This is still to be done", why, "What to do next"],
        );
        assert!(!answer.text().contains("Thank you"), "{}", answer.text());
    };
    let why = "You are recorded as away until Wednesday 21 October 2020";
    rests(&open(&service, "rochdale", &token, "").await, why);
    rests(&post(&service, &token, &form).await, why);
    service.clock.go_on(48 * 3600);
    let back = open(&service, "rochdale", &token, "").await;
    says(&back, 200, &["Do you sign it off?"]);
    let bounce = json!({ "record_bounce": { "email": "sponsor@r.example",
        "permanent": true, "reason": "550 5.1.1 no such user" } });
    send(&service, bounce).await;
    let why = "A mail to you came back on Thursday 22 October 2020";
    rests(&open(&service, "rochdale", &token, "").await, why);
    let restore = json!({ "restore_mail": { "email": "sponsor@r.example" } });
    send(&service, restore).await;
    says(&post(&service, &token, &form).await, 200, &["Signed off"]);
}
