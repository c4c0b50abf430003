//! The forms of reports: who may, what each will do, and what it did.

use serde_json::{Value, json};

use crate::link_pages::iso_day;
use crate::reports::{ROOT, circulated, content, report, send};
use crate::support::{Answer, Browser, Service, signed_in};

const REPORT: &str = "/c/rochdale/reports/q2%2Fcabinet";
const AUTHOR: &str = "author@r.example";
const SPONSOR: &str = "sponsor@r.example";
const OTHER: &str = "other@r.example";

#[track_caller]
pub(crate) fn says(answer: &Answer, status: u16, texts: &[&str]) {
    let page = answer.text();
    assert_eq!(answer.status.as_u16(), status, "{page}");
    for text in texts {
        assert!(page.contains(text), "{text}: {page}");
    }
    assert_eq!(page.matches("<h1").count(), 1);
    assert_eq!(iso_day(&page), None);
}

/// The fields that a page's form would send as it stands, some of them other.
pub(crate) fn filled(page: &str, other: &[(&str, &str)]) -> String {
    let (_, form) = page.split_once("novalidate>").unwrap();
    let mut fields: Vec<(String, String)> = Vec::new();
    let attribute = |tag: &str, name: &str| {
        let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
        Some(plain(rest.split('"').next()?))
    };
    for part in form.split('<').skip(1) {
        let (tag, after) = part.split_once('>').unwrap();
        let Some(name) = attribute(tag, "name") else {
            continue;
        };
        if tag.starts_with("input") {
            let is_choice = ["radio", "checkbox"]
                .iter()
                .any(|kind| tag.contains(&format!("type=\"{kind}\"")))
                && !tag.contains(" checked");
            if !is_choice {
                fields.push((name, attribute(tag, "value").unwrap_or_default()));
            }
        } else if tag.starts_with("textarea") {
            fields.push((name, plain(after.strip_prefix('\n').unwrap_or(after))));
        } else if tag.starts_with("select") {
            let (options, _) = form
                .split_once(&format!("name=\"{name}\""))
                .map(|(_, rest)| rest.split_once("</select>").unwrap())
                .unwrap();
            let mut tags = options.split("<option").skip(1);
            let chosen = tags.clone().find(|tag| tag.contains(" selected"));
            let chosen = chosen.or_else(|| tags.next()).unwrap_or_default();
            fields.push((name, attribute(chosen, "value").unwrap_or_default()));
        }
    }
    for (name, value) in other {
        fields.retain(|(known, _)| known != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    let mut text = form_urlencoded::Serializer::new(String::new());
    for (name, value) in fields {
        // Browsers send line breaks so.
        text.append_pair(&name, &value.replace("\r\n", "\n").replace('\n', "\r\n"));
    }
    text.finish()
}

fn plain(text: &str) -> String {
    let pairs = [
        ("&quot;", "\""),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ];
    let mut text = text.to_owned();
    for (entity, letter) in pairs {
        text = text.replace(entity, letter);
    }
    text
}

/// Looks at an act's form, fills it in, looks at what it will do, and does it.
async fn act(
    service: &Service,
    browser: &Browser,
    act: &str,
    fields: &[(&str, &str)],
    will: &[&str],
) {
    let path = format!("{REPORT}/do/{act}");
    let form = browser.get(service, &path).await;
    says(&form, 200, &["Continue"]);
    let before = report(service).await;
    let preview = browser
        .post(service, &path, &filled(&form.text(), fields))
        .await;
    says(&preview, 200, &["what this will do"]);
    for text in will {
        assert!(
            preview.text().contains(text),
            "{act}: {text}: {}",
            preview.text()
        );
    }
    // Looking changes nothing, and one can go back to what one entered.
    assert_eq!(report(service).await, before);
    let hidden = filled(&preview.text(), &[("confirm", "change")]);
    let again = browser.post(service, &path, &hidden).await;
    says(&again, 200, &["Continue"]);
    let hidden = filled(&preview.text(), &[("confirm", "yes")]);
    for _ in 0..2 {
        // Sent twice, as by an impatient click, it is done once.
        let done = browser.post(service, &path, &hidden).await;
        if done.status == 303 {
            assert_eq!(done.header("location"), format!("{REPORT}?done={act}"));
        } else {
            assert_eq!(done.status, 422, "{act}: {}", done.text());
        }
    }
    let after = report(service).await;
    assert_ne!(after["changed_at"], before["changed_at"], "{act}");
    let shown = browser.get(service, &format!("{REPORT}?done={act}")).await;
    says(&shown, 200, &["govuk-notification-banner--success"]);
}

async fn drafted(service: &Service) -> Browser {
    let people = "email,post\nauthor@r.example,Performance Manager\n\
        sponsor@r.example,Director of Policy\nother@r.example,Head of Law\n";
    let files = [("people.csv".to_owned(), people.as_bytes().to_vec())];
    service
        .import(&format!("{ROOT}/imports"), &files)
        .await
        .good();
    let grant = json!({ "grant_role": { "person": AUTHOR, "role": "owner" } });
    send(service, grant).await;
    let author = signed_in(service, "rochdale", AUTHOR).await;
    let path = "/c/rochdale/new-report";
    let form = author.get(service, path).await;
    says(&form, 200, &["Draft a report", "Performance overview"]);
    let refused = author
        .post(service, path, &filled(&form.text(), &[("meeting", "soon")]))
        .await;
    says(
        &refused,
        422,
        &["href=\"#report\"", "href=\"#title\"", "href=\"#meeting\""],
    );
    let fields = [
        ("report", "q2/cabinet"),
        ("title", "Performance, quarter 2"),
        ("sponsor", SPONSOR),
        ("headings", "Recommendations\nFinance"),
    ];
    let sent = author
        .post(service, path, &filled(&form.text(), &fields))
        .await;
    assert_eq!(sent.status, 303, "{}", sent.text());
    assert_eq!(sent.header("location"), format!("{REPORT}?done=draft"));
    let again = author
        .post(service, path, &filled(&form.text(), &fields))
        .await;
    says(&again, 422, &["There is a problem"]);
    author
}

#[tokio::test]
async fn a_report_from_draft_to_outcome() {
    let service = Service::rochdale().await;
    let author = drafted(&service).await;
    let text = [
        ("section-0-text", "To note it.\nAnd to thank."),
        ("section-1-text", "None."),
        ("committee", "Cabinet"),
        ("meeting", "24/11/2020"),
        ("field-1-text", "All wards"),
    ];
    act(
        &service,
        &author,
        "edit",
        &text,
        &["Version 2 is saved", "No sign-off is voided"],
    )
    .await;
    let said = report(&service).await["content"].clone();
    assert_eq!(said["section"][0]["text"], "To note it.\nAnd to thank.");
    assert_eq!(said["header"]["meeting"], "2020-11-24");
    act(
        &service,
        &author,
        "circulate",
        &[("due", "30/10/2020")],
        &["Director of Policy is asked to sign as Report sponsor by 30 October 2020"],
    )
    .await;

    // The sponsor returns it, the author revises it, the sponsor signs.
    let sponsor = signed_in(&service, "rochdale", SPONSOR).await;
    let inbox = sponsor.get(&service, "/c/rochdale/sign-offs").await;
    says(
        &inbox,
        200,
        &[
            "Performance, quarter 2",
            "Report sponsor",
            "30 October 2020",
        ],
    );
    let path = format!("{REPORT}/sign");
    let form = sponsor.get(&service, &path).await;
    says(
        &form,
        200,
        &[
            "Do you sign it off?",
            "To note it.<br>And to thank.",
            "Who has signed",
        ],
    );
    for (fields, field) in [
        (&[][..], "act"),
        (&[("act", "return")][..], "reason"),
        (&[("act", "sign"), ("content_hash", "")][..], "act"),
    ] {
        let refused = sponsor
            .post(&service, &path, &filled(&form.text(), fields))
            .await;
        says(
            &refused,
            422,
            &["<title>Error: Sign-off", &format!("href=\"#{field}\"")],
        );
    }
    let returned = [("act", "return"), ("reason", "Say what it costs.")];
    let sent = sponsor
        .post(&service, &path, &filled(&form.text(), &returned))
        .await;
    assert_eq!(
        sent.header("location"),
        format!("{REPORT}?done=sign"),
        "{}",
        sent.text()
    );
    assert_eq!(sponsor.get(&service, &path).await.status, 403);
    let inbox = sponsor.get(&service, "/c/rochdale/sign-offs").await;
    says(&inbox, 200, &["No report waits for your sign-off"]);
    let shown = author.get(&service, REPORT).await;
    says(
        &shown,
        200,
        &["Returned by Director of Policy", "Say what it costs."],
    );
    act(
        &service,
        &author,
        "edit",
        &[("section-1-text", "It costs 5 pounds.")],
        &["Finance changed"],
    )
    .await;
    act(&service, &author, "circulate", &[], &["is asked to sign"]).await;
    let form = sponsor.get(&service, &path).await;
    says(
        &form,
        200,
        &[
            "What changed since it was returned",
            "<ins>It costs 5 pounds</ins>",
        ],
    );
    let sent = sponsor
        .post(&service, &path, &filled(&form.text(), &[("act", "sign")]))
        .await;
    assert_eq!(sent.status, 303, "{}", sent.text());

    // An edit voids the sign-off, and says so before.
    act(
        &service,
        &author,
        "edit",
        &[("section-1-text", "It costs 6 pounds.")],
        &[
            "The sign-off of Report sponsor by Director of Policy of 20 October 2020 is voided",
            "Director of Policy is asked to sign as Report sponsor",
        ],
    )
    .await;
    let form = sponsor.get(&service, &path).await;
    let sent = sponsor
        .post(&service, &path, &filled(&form.text(), &[("act", "sign")]))
        .await;
    assert_eq!(sent.status, 303, "{}", sent.text());

    // Democratic services corrects the spelling, and publishes.
    let grant = json!({ "grant_role": { "person": OTHER, "role": "democratic_services" } });
    send(&service, grant).await;
    let clerk = signed_in(&service, "rochdale", OTHER).await;
    act(
        &service,
        &clerk,
        "correct",
        &[
            ("section-1-text", "It csts 6 pounds."),
            ("correction", "A letter"),
        ],
        &[
            "No sign-off is voided",
            "Those who signed are shown the correction",
        ],
    )
    .await;
    let reason = [("chair", "Chair of Cabinet"), ("reason", "It cannot wait.")];
    act(&service, &clerk, "urgency", &reason, &["Chair of Cabinet"]).await;
    act(
        &service,
        &clerk,
        "publish",
        &[],
        &["is published as of 20 October 2020"],
    )
    .await;
    let outcome = [
        ("body", "Cabinet"),
        ("on", "20/10/2020"),
        ("reference", "C12"),
        ("changes", "Say more.\nSay it sooner."),
        ("follow-1-action", "Write to owners"),
        ("follow-1-owner", AUTHOR),
        ("follow-1-due", "30/11/2020"),
    ];
    act(
        &service,
        &clerk,
        "outcome",
        &outcome,
        &["Decision C12 of Cabinet"],
    )
    .await;
    let whole = report(&service).await;
    assert_eq!(whole["state"], "published");
    assert_eq!(
        whole["outcomes"][0]["requested_changes"],
        json!(["Say more.", "Say it sooner."])
    );
    assert_eq!(whole["outcomes"][0]["follow_ups"][0]["due"], "2020-11-30");
    // All of it under their own names.
    assert!(whole["sign_offs"][0].get("recorded_by").is_none());
}

#[tokio::test]
async fn a_draft_is_withdrawn_and_what_lacks_is_told_beside_its_field() {
    let service = circulated().await;
    let author = signed_in(&service, "rochdale", AUTHOR).await;
    for (name, fields, wrong) in [
        ("withdraw", vec![], "reason"),
        ("urgency", vec![], ""),
        ("edit", vec![("title", "")], "title"),
        ("edit", vec![("meeting", "31/02/2021")], "meeting"),
        ("edit", vec![("section-0-heading", "")], "section-0-heading"),
        ("edit", vec![("new-text", "Words")], "new-heading"),
        ("edit", vec![], "act"),
    ] {
        let path = format!("{REPORT}/do/{name}");
        let form = author.get(&service, &path).await;
        if wrong.is_empty() {
            assert_eq!(form.status, 403, "{name}");
            continue;
        }
        let refused = author
            .post(&service, &path, &filled(&form.text(), &fields))
            .await;
        let link = format!("href=\"#{wrong}\"");
        says(
            &refused,
            422,
            &["<title>Error: ", &link, &format!("id=\"{wrong}\"")],
        );
    }
    act(
        &service,
        &author,
        "withdraw",
        &[("reason", "Too early.")],
        &["The report is a draft again"],
    )
    .await;
    // A section is put in, another taken out.
    let fields = [
        ("new-heading", "Risk"),
        ("new-text", "Low."),
        ("section-1-heading", ""),
        ("section-1-text", ""),
    ];
    act(&service, &author, "edit", &fields, &["Version 2 is saved"]).await;
    let keys: Vec<Value> = report(&service).await["content"]["section"]
        .as_array()
        .unwrap()
        .iter()
        .map(|section| section["key"].clone())
        .collect();
    assert_eq!(keys, ["recommendations", "risk"]);
}

#[tokio::test]
async fn who_saves_later_sees_both_versions_and_loses_nothing() {
    let service = circulated().await;
    let author = signed_in(&service, "rochdale", AUTHOR).await;
    let path = format!("{REPORT}/do/edit");
    let form = author.get(&service, &path).await.text();
    // Meanwhile another changes both sections.
    let mut theirs = content("Theirs.");
    theirs["section"][0]["text"] = json!("To approve it.");
    send(
        &service,
        json!({ "revise_report": { "report": "q2/cabinet", "content": theirs } }),
    )
    .await;
    let mine = [
        ("section-1-text", "Mine."),
        ("new-heading", "Risk"),
        ("new-text", "Low."),
    ];
    let both = author.post(&service, &path, &filled(&form, &mine)).await;
    says(
        &both,
        422,
        &[
            "Somebody changed the report after you opened this page",
            "What was changed meanwhile",
            "What both of you changed",
            // Theirs is shown, mine is in the field; what I left alone is theirs.
            "<p class=\"govuk-body\">Theirs.</p>",
            "\nMine.</textarea>",
            "\nTo approve it.</textarea>",
            "\nLow.</textarea>",
        ],
    );
    assert_eq!(report(&service).await["version"], 2);
    let preview = author
        .post(&service, &path, &filled(&both.text(), &[]))
        .await;
    says(&preview, 200, &["Version 3 is saved"]);
    // Somebody else is quicker even between preview and button.
    theirs["title"] = json!("Another title");
    send(
        &service,
        json!({ "revise_report": { "report": "q2/cabinet", "content": theirs } }),
    )
    .await;
    let late = author
        .post(
            &service,
            &path,
            &filled(&preview.text(), &[("confirm", "yes")]),
        )
        .await;
    says(
        &late,
        422,
        &[
            "Somebody changed the report",
            "\nMine.</textarea>",
            "Another title",
        ],
    );
    let preview = author
        .post(&service, &path, &filled(&late.text(), &[]))
        .await;
    let saved = author
        .post(
            &service,
            &path,
            &filled(&preview.text(), &[("confirm", "yes")]),
        )
        .await;
    assert_eq!(saved.status, 303, "{}", saved.text());
    let said = report(&service).await["content"].clone();
    assert_eq!(said["title"], "Another title");
    let texts: Vec<&str> = said["section"]
        .as_array()
        .unwrap()
        .iter()
        .map(|section| section["text"].as_str().unwrap())
        .collect();
    assert_eq!(texts, ["To approve it.", "Mine.", "Low."]);
}

#[tokio::test]
async fn each_form_is_for_who_may_send_its_command() {
    let service = circulated().await;
    let none: &[&str] = &[];
    let officer = &["performance_officer"];
    let clerks = &["performance_officer", "democratic_services"];
    let table: [(&str, &[&str]); 9] = [
        ("do/edit", officer),
        ("do/correct", &["democratic_services"]),
        ("do/circulate", officer),
        ("do/withdraw", officer),
        ("do/body-decision", clerks),
        ("do/urgency", clerks),
        ("do/publish", clerks),
        ("do/outcome", clerks),
        ("sign", none),
    ];
    let acts = [
        "owner",
        "performance_officer",
        "signatory",
        "democratic_services",
        "administrator",
    ];
    let roles = ["viewer", "auditor"].iter().chain(&acts);
    let browser = signed_in(&service, "rochdale", OTHER).await;
    let elsewhere = {
        let sheets = ["people"];
        service
            .sample("rutland", "rochdale-2020-21-q2", &sheets)
            .await;
        signed_in(&service, "rutland", "chief.executive@rochdale.example").await
    };
    let form = "reason=R&chair=C&on=20/10/2020&act=return";
    for role in roles {
        let change = |what: &str| json!({ what: { "person": OTHER, "role": role } });
        service.command(&[], &change("grant_role")).await.good();
        let before = report(&service).await;
        for (page, may) in table {
            let path = format!("{REPORT}/{page}");
            let expected = if may.contains(role) { 200 } else { 403 };
            let looked = browser.get(&service, &path).await;
            assert_eq!(looked.status, expected, "{page} as {role}");
            let sent = browser.post(&service, &path, form).await;
            assert_eq!(sent.status == 403, expected == 403, "{page} sent as {role}");
            assert_eq!(elsewhere.get(&service, &path).await.status, 303, "{page}");
            assert_eq!(
                elsewhere.post(&service, &path, form).await.status,
                401,
                "{page}"
            );
        }
        let drafts = browser.get(&service, "/c/rochdale/new-report").await;
        let expected = if acts.contains(role) { 200 } else { 403 };
        assert_eq!(drafts.status, expected, "drafting as {role}");
        assert_eq!(report(&service).await, before, "{role}");
        service.command(&[], &change("revoke_role")).await.good();
    }
    let unknown = browser.get(&service, &format!("{REPORT}/do/burn")).await;
    assert_eq!(unknown.status, 403, "without a role");
}
