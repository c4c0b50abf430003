//! Pages of administration: what each shows, what its forms do, and who may.

use axum::http::Method;
use serde_json::{Value, json};

use crate::reports::{circulated, send};
use crate::support::{Answer, Browser, Service, form, signed_in};
use crate::web::newest;

const CHIEF: &str = "chief.executive@rochdale.example";
const OWNER: &str = "head.communications@rochdale.example";
const ADMIN: &str = "/c/rochdale/admin";

/// A browser of somebody with roles.
async fn with_roles(service: &Service, roles: &[&str]) -> Browser {
    for role in roles {
        let grant = json!({ "grant_role": { "person": CHIEF, "role": role } });
        send(service, grant).await;
    }
    signed_in(service, "rochdale", CHIEF).await
}

#[track_caller]
fn says(answer: &Answer, status: u16, texts: &[&str]) {
    let page = answer.text();
    assert_eq!(answer.status.as_u16(), status, "{page}");
    for text in texts {
        assert!(page.contains(text), "{text}: {page}");
    }
    assert_eq!(page.matches("<h1").count(), 1, "{page}");
    assert!(answer.body.len() < 100 << 10, "{} bytes", answer.body.len());
}

/// The hidden fields of a page's main form, and others beside them.
fn sent_with(page: &str, others: &[(&str, &str)]) -> String {
    let form = page.split("<form method=\"post\"").nth(2).unwrap();
    let form = form.split("</form>").next().unwrap();
    let mut text = form_urlencoded::Serializer::new(String::new());
    for field in form.split("<input type=\"hidden\" name=\"").skip(1) {
        let (name, rest) = field.split_once("\" value=\"").unwrap();
        let (value, _) = rest.split_once('"').unwrap();
        text.append_pair(name, value);
    }
    text.extend_pairs(others);
    text.finish()
}

async fn upload(service: &Service, browser: &Browser, path: &str, file: (&str, &str)) -> Answer {
    let headers = [
        ("accept", "text/html"),
        ("sec-fetch-site", "same-origin"),
        ("content-type", "multipart/form-data; boundary=XX"),
        ("cookie", browser.cookie.as_str()),
    ];
    let body = form(&[(file.0.to_owned(), file.1.as_bytes().to_vec())]);
    let path = format!("{ADMIN}{path}");
    service
        .send(Some(""), Method::POST, &path, &headers, body)
        .await
}

async fn place(service: &Service) -> Value {
    newest(service).await["place"].clone()
}

/// Opens a form, sends it with what is typed, and follows to the page after.
async fn done(service: &Service, browser: &Browser, path: &str, typed: &[(&str, &str)]) -> Answer {
    let shown = browser.get(service, path).await;
    assert_eq!(shown.status, 200, "{path}: {}", shown.text());
    let fields = sent_with(&shown.text(), typed);
    let sent = browser.post(service, path, &fields).await;
    assert_eq!(sent.status, 303, "{path}: {}", sent.text());
    // Sent twice, it is done once.
    let before = place(service).await;
    assert_eq!(
        browser.post(service, path, &fields).await.status,
        303,
        "{path} again"
    );
    assert_eq!(place(service).await, before, "{path} again");
    browser.get(service, sent.header("location")).await
}

#[tokio::test]
async fn the_overview_leads_where_one_may() {
    let service = Service::rochdale().await;
    let browser = with_roles(&service, &["performance_officer"]).await;
    let officer = browser.get(&service, ADMIN).await;
    says(
        &officer,
        200,
        &["Import sheets", "Ready.", "/admin\" aria-current=\"page\""],
    );
    assert!(!officer.text().contains("API tokens"));
    let browser = with_roles(&service, &["administrator"]).await;
    let all = browser.get(&service, ADMIN).await;
    says(
        &all,
        200,
        &["API tokens", "Mail log", "in hand, 0 tried again later"],
    );
    let text = all.text();
    let entries = text
        .split_once("id=\"entries\"")
        .unwrap()
        .1
        .split_once("</ul>")
        .unwrap()
        .0;
    let links: Vec<&str> = entries.split("href=\"").skip(1).collect();
    assert_eq!(links.len(), 11);
    for link in links {
        let path = link.split('"').next().unwrap();
        let page = browser.get(&service, path).await;
        says(&page, 200, &[]);
    }
    // What else is wrong at the node names no other council.
    {
        let mut readiness = service.hosting.readiness.lock().unwrap();
        readiness.ready = false;
        readiness.reasons = vec!["council rutland is damaged".to_owned()];
    }
    let unready = browser.get(&service, ADMIN).await;
    says(&unready, 200, &["something else at this node is not"]);
    assert!(!unready.text().contains("rutland"));
}

#[tokio::test]
async fn people_are_found_away_and_written_to_again() {
    let service = Service::rochdale().await;
    let browser = with_roles(&service, &["administrator"]).await;
    let people = format!("{ADMIN}/people");
    let found = browser
        .get(&service, &format!("{people}?text=communic"))
        .await;
    says(&found, 200, &["Head of Communications"]);
    assert!(!found.text().contains("Head of Governance"));
    let none = browser
        .get(&service, &format!("{people}?text=nobody+at+all"))
        .await;
    says(&none, 200, &["Nobody is found."]);
    let one = format!("{people}/{OWNER}");
    says(
        &browser.get(&service, &one).await,
        200,
        &["None is recorded.", "by what is theirs"],
    );
    let unknown = browser
        .get(&service, &format!("{people}/x@r.example"))
        .await;
    assert_eq!(unknown.status, 404);

    let absence = format!("{one}/absence");
    let wrong = browser.post(&service, &absence, "first=&last=x").await;
    says(
        &wrong,
        422,
        &["<title>Error: ", "href=\"#first\"", "href=\"#last\""],
    );
    let early = browser
        .post(&service, &absence, "first=10/10/2020&last=09/10/2020")
        .await;
    says(&early, 422, &["There is a problem"]);
    let away = [("first", "19/10/2020"), ("last", "30/10/2020")];
    let page = done(&service, &browser, &absence, &away).await;
    says(
        &page,
        200,
        &[
            "The absence is recorded",
            "19 October 2020 to 30 October 2020",
        ],
    );
    let list = browser
        .get(&service, &format!("{people}?text=communic"))
        .await;
    says(&list, 200, &["away until 30 October 2020"]);
    let page = done(&service, &browser, &absence, &[("first", "19/10/2020")]).await;
    says(&page, 200, &["None is recorded."]);

    let bounce = json!({ "record_bounce": { "email": OWNER, "permanent": true,
        "reason": "550 5.1.1 no such mailbox" } });
    send(&service, bounce).await;
    says(
        &browser.get(&service, &one).await,
        200,
        &["no such mailbox", "came back"],
    );
    let page = done(&service, &browser, &format!("{one}/mail"), &[]).await;
    says(&page, 200, &["Nothing has come back", "written to again"]);
    let over = browser.get(&service, &format!("{one}/mail")).await;
    assert!(!over.text().contains("Write to it again"));
}

#[tokio::test]
async fn roles_are_given_and_taken() {
    let service = Service::rochdale().await;
    let browser = with_roles(&service, &["administrator"]).await;
    let one = format!("{ADMIN}/people/{OWNER}");
    let give = format!("{one}/roles/give");
    let none = browser.post(&service, &give, "").await;
    says(&none, 422, &["Select a role", "id=\"role-error\""]);
    let page = done(&service, &browser, &give, &[("role", "auditor")]).await;
    says(&page, 200, &["The role is given", "auditor"]);
    assert_eq!(newest(&service).await["type"], "person.role_granted");
    says(
        &browser.get(&service, &format!("{ADMIN}/roles")).await,
        200,
        &[
            "Head of Communications",
            "Searches the audit trail".to_lowercase().as_str(),
        ],
    );
    let appoint = format!("{one}/appoint");
    let none = browser.post(&service, &appoint, "").await;
    says(&none, 422, &["href=\"#post\"", "href=\"#from\""]);
    let typed = [("post", "monitoring-officer"), ("from", "01/10/2020")];
    let page = done(&service, &browser, &appoint, &typed).await;
    let said = "monitoring officer since 1 October 2020";
    says(&page, 200, &["The appointment is recorded", said]);
    let take = format!("{one}/roles/auditor/take");
    says(
        &browser.get(&service, &take).await,
        200,
        &["searches the audit trail"],
    );
    let page = done(&service, &browser, &take, &[]).await;
    says(&page, 200, &["The role is taken away"]);
    says(
        &browser.get(&service, &take).await,
        200,
        &["govuk-inset-text"],
    );
    let odd = browser
        .get(&service, &format!("{one}/roles/king/take"))
        .await;
    assert_eq!(odd.status, 404);
    // An officer sees people and gives no role.
    let take = json!({ "revoke_role": { "person": CHIEF, "role": "administrator" } });
    send(&service, take).await;
    let officer = with_roles(&service, &["performance_officer"]).await;
    assert_eq!(officer.get(&service, &give).await.status, 403);
    let seen = officer.get(&service, &one).await;
    says(&seen, 200, &["Record an absence"]);
    assert!(!seen.text().contains("Give a role"));
}

/// Mistakes in three rows and columns.
const WRONG: &str = "email,post,line_manager_email,from\n\
    new.head@rochdale.example,Head of New,,31/02/2021\n\
    not-an-address,Head of Other,,\n\
    third@rochdale.example,,new.head@rochdale.example,\n";
const RIGHT: &str = "email,post,line_manager_email,from\n\
    new.head@rochdale.example,Head of New,,28/02/2021\n\
    third@rochdale.example,Head of Third,new.head@rochdale.example,\n";

#[tokio::test]
async fn an_import_is_tried_out_corrected_and_done() {
    let service = Service::rochdale().await;
    let browser = with_roles(&service, &["administrator"]).await;
    let before = place(&service).await;
    let wrong = upload(&service, &browser, "/imports/check", ("people.csv", WRONG)).await;
    let cells = [
        "3 cells or rows of the import are wrong",
        "href=\"#faults\"",
        "<td class=\"govuk-table__cell\">2</td><td class=\"govuk-table__cell\">from</td>",
        "31/02/2021",
        "<td class=\"govuk-table__cell\">3</td><td class=\"govuk-table__cell\">email</td>",
        "not-an-address",
        "<td class=\"govuk-table__cell\">4</td>",
        "<td class=\"govuk-table__cell\">nothing</td>",
    ];
    says(&wrong, 422, &cells);
    let shown = upload(&service, &browser, "/imports/check", ("people.csv", RIGHT)).await;
    says(
        &shown,
        200,
        &[
            "2 rows of people",
            "Nothing is stored yet",
            "2 added",
            "Person registered",
        ],
    );
    assert_eq!(place(&service).await, before);
    let fields = sent_with(&shown.text(), &[]);
    for _ in 0..2 {
        let stored = browser
            .post(&service, &format!("{ADMIN}/imports"), &fields)
            .await;
        says(&stored, 200, &["Imported"]);
    }
    assert_eq!(place(&service).await, before.as_u64().unwrap() + 1);
    let list = browser
        .get(&service, &format!("{ADMIN}/people?text=third"))
        .await;
    says(&list, 200, &["Head of Third"]);
    let again = upload(&service, &browser, "/imports/check", ("people.csv", RIGHT)).await;
    says(&again, 200, &["The files say nothing new"]);
    let whole = upload(
        &service,
        &browser,
        "/imports/whole?command=w1",
        ("people.csv", RIGHT),
    )
    .await;
    says(&whole, 200, &["Imported"]);
    let damaged = browser
        .post(&service, &format!("{ADMIN}/imports"), "carried=x")
        .await;
    assert_eq!(damaged.status, 400);
    let empty = browser
        .get(&service, &format!("{ADMIN}/imports/template"))
        .await;
    assert!(empty.body.starts_with(b"PK"));
}

#[tokio::test]
async fn an_administrator_imports_people_alone_and_an_officer_all() {
    let service = Service::rochdale().await;
    let plans = ("plans.csv", "plan,title,year\nnew,A new plan,2021-22\n");
    let browser = with_roles(&service, &["administrator"]).await;
    let refused = upload(&service, &browser, "/imports/check", plans).await;
    says(&refused, 422, &["your roles let you import people alone"]);
    let before = place(&service).await;
    let stored = upload(&service, &browser, "/imports/whole?command=p1", plans).await;
    says(&stored, 422, &["your roles let you import people alone"]);
    assert_eq!(place(&service).await, before);
    let browser = with_roles(&service, &["performance_officer"]).await;
    let shown = upload(&service, &browser, "/imports/check", plans).await;
    says(&shown, 200, &["1 row of plans"]);
    // More than a page carries is chosen again.
    let mut many = String::from("email,post\n");
    for number in 0..1_200 {
        many.push_str(&format!(
            "p{number}@rochdale.example,Post of number {number}\n"
        ));
    }
    let large = upload(&service, &browser, "/imports/check", ("people.csv", &many)).await;
    says(
        &large,
        200,
        &["The same files once more", "/imports/whole?command="],
    );
    // A page shows so many faults and counts the others.
    let bad = many.replace("@rochdale.example", "");
    let bad = upload(&service, &browser, "/imports/check", ("people.csv", &bad)).await;
    says(&bad, 422, &["more, listed once these are put right"]);
}

#[tokio::test]
async fn definitions_are_checked_shown_and_adopted() {
    let service = Service::rochdale().await;
    let browser = with_roles(&service, &["administrator"]).await;
    let plain = include_str!("../../../domain/schemes/plain.toml");
    let scheme = plain.replacen("scheme = \"plain\"", "scheme = \"house\"", 1);
    let route = include_str!("../../../domain/routes/staged.toml");
    let layout = include_str!("../../../domain/layouts/plain.toml");
    let layout = layout.replacen("layout = \"plain\"", "layout = \"house\"", 1);
    let schedule = "[[schedule]]\nschedule = \"friday\"\ntitle = \"On Fridays\"\n\
        trigger = { cron = { expression = \"0 0 9 * * Fri\", working_days = true } }\n\
        asks = \"answers\"\naudience = \"owner\"\n";
    for (path, name, text, shown, event) in [
        (
            "schemes",
            "house",
            scheme.as_str(),
            "exactly one status",
            "scheme.adopted",
        ),
        ("routes", "staged", route, "Stage 1", "route.adopted"),
        (
            "layouts",
            "house",
            &layout,
            "can be printed",
            "layout.adopted",
        ),
        (
            "schedules",
            "friday",
            schedule,
            "0 0 9 * * Fri",
            "schedule.adopted",
        ),
    ] {
        let list = format!("{ADMIN}/{path}");
        let check = format!("/{path}/check");
        let before = place(&service).await;
        let faulty = upload(&service, &browser, &check, ("x.toml", "nothing = [")).await;
        says(
            &faulty,
            422,
            &["<title>Error: ", "href=\"#file\"", "id=\"file-error\""],
        );
        let page = upload(&service, &browser, &check, ("x.toml", text)).await;
        says(&page, 200, &[shown, "Nothing is stored yet"]);
        assert_eq!(place(&service).await, before, "{path}");
        let fields = sent_with(&page.text(), &[]);
        for _ in 0..2 {
            let adopted = browser
                .post(&service, &format!("{list}/adopt"), &fields)
                .await;
            assert_eq!(adopted.status, 303, "{path}: {}", adopted.text());
        }
        let entry = newest(&service).await;
        assert_eq!(entry["type"], event);
        assert_eq!(entry["place"], before.as_u64().unwrap() + 1, "{path}");
        says(
            &browser.get(&service, &list).await,
            200,
            &[name, "Come with the product"],
        );
        let one = browser.get(&service, &format!("{list}/{name}")).await;
        says(&one, 200, &[", adopted"]);
        let none = browser.get(&service, &format!("{list}/no-such")).await;
        assert_eq!(none.status, 404, "{path}");
    }
    // What comes with the product is adopted by a button.
    let built_in = browser
        .get(&service, &format!("{ADMIN}/routes/derby"))
        .await;
    says(
        &built_in,
        200,
        &["comes with the product", "Adopt version of"],
    );
    let adopt = format!("{ADMIN}/routes/adopt");
    let adopted = browser
        .post(&service, &adopt, &sent_with(&built_in.text(), &[]))
        .await;
    assert!(adopted.header("location").ends_with("/routes?done=route"));
    let damaged = browser.post(&service, &adopt, "definition=x").await;
    assert_eq!(damaged.status, 400);
}

#[tokio::test]
async fn a_scheme_that_leaves_a_gap_is_told_the_case() {
    let service = Service::rochdale().await;
    let browser = with_roles(&service, &["administrator"]).await;
    let gap = "scheme = \"gap\"\ntitle = \"A gap\"\nfrom = \"2020-04-01\"\n[[assessment]]\n\
        kinds = [\"action\"]\naxis = \"status\"\n[[assessment.status]]\nid = \"done\"\n\
        label = \"Done\"\nwhen = [{ completion = \"on-time\" }]\n";
    let page = upload(&service, &browser, "/schemes/check", ("gap.toml", gap)).await;
    says(
        &page,
        422,
        &["No status fits an item with completion"
            .to_lowercase()
            .as_str()],
    );
}

#[tokio::test]
async fn a_schedule_is_paused_and_runs_again() {
    let service = Service::rochdale().await;
    let browser = with_roles(&service, &["administrator"]).await;
    let path = format!("{ADMIN}/schedules/answers-weekly/pause");
    let page = done_once(&service, &browser, &path).await;
    says(&page, 200, &["The schedule is paused", "paused"]);
    let page = done_once(&service, &browser, &path).await;
    says(&page, 200, &["The schedule runs again"]);
    // A form that another's change made stale changes nothing.
    let stale = browser.get(&service, &path).await;
    let fields = sent_with(&stale.text(), &[]);
    done_once(&service, &browser, &path).await;
    let refused = browser.post(&service, &path, &fields).await;
    says(
        &refused,
        422,
        &["Something changed while you read this page"],
    );
}

/// Opens a form and sends it.
async fn done_once(service: &Service, browser: &Browser, path: &str) -> Answer {
    let shown = browser.get(service, path).await;
    let sent = browser
        .post(service, path, &sent_with(&shown.text(), &[]))
        .await;
    assert_eq!(sent.status, 303, "{path}: {}", sent.text());
    browser.get(service, sent.header("location")).await
}

#[tokio::test]
async fn a_token_is_shown_once_and_revoked() {
    let service = Service::rochdale().await;
    let browser = with_roles(&service, &["administrator"]).await;
    let new = format!("{ADMIN}/tokens/new");
    let wrong = browser.post(&service, &new, "name=&last=x").await;
    says(
        &wrong,
        422,
        &["href=\"#name\"", "href=\"#scope\"", "href=\"#last\""],
    );
    let over = browser
        .post(&service, &new, "name=a&scope=read&last=01/10/2020")
        .await;
    says(&over, 422, &["There is a problem"]);
    let fields = "name=dashboard&scope=read&last=31/03/2021";
    let made = browser.post(&service, &new, fields).await;
    says(&made, 200, &["shown this once"]);
    let text = made.text();
    let token = text
        .split_once("id=\"token\">")
        .unwrap()
        .1
        .split_once('<')
        .unwrap()
        .0;
    let asked = service
        .send(
            Some(token),
            Method::GET,
            "/api/v1/rochdale/plans",
            &[],
            vec![],
        )
        .await;
    assert_eq!(asked.status, 200);
    let list = browser.get(&service, &format!("{ADMIN}/tokens")).await;
    says(
        &list,
        200,
        &[
            "dashboard",
            "read everything of the council",
            "1 April 2021",
        ],
    );
    assert!(!list.text().contains(token));
    let taken = browser.post(&service, &new, fields).await;
    says(
        &taken,
        422,
        &["there is a token named"
            .to_owned()
            .replacen('t', "T", 1)
            .as_str()],
    );
    let page = done_once(
        &service,
        &browser,
        &format!("{ADMIN}/tokens/dashboard/revoke"),
    )
    .await;
    says(&page, 200, &["The token is revoked", "Revoked: dashboard."]);
    let asked = service
        .send(
            Some(token),
            Method::GET,
            "/api/v1/rochdale/plans",
            &[],
            vec![],
        )
        .await;
    assert_eq!(asked.status, 401);
}

#[tokio::test]
async fn mails_are_listed_and_what_they_say_is_shown() {
    let service = Service::rochdale().await;
    let browser = with_roles(&service, &["administrator"]).await;
    let mails = format!("{ADMIN}/mails");
    says(
        &browser.get(&service, &mails).await,
        200,
        &["No mail is found."],
    );
    let filtered = format!("{mails}?person={OWNER}&state=failed");
    says(
        &browser.get(&service, &filtered).await,
        200,
        &["selected>Failed for good"],
    );
    assert_eq!(
        browser
            .get(&service, &format!("{mails}?state=x"))
            .await
            .status,
        400
    );
    let unknown = browser
        .get(&service, &format!("{mails}/sent/{}", "0".repeat(32)))
        .await;
    assert_eq!(unknown.status, 404);
    says(
        &browser.get(&service, &format!("{mails}/templates")).await,
        200,
        &["Digest"],
    );
    let one = browser
        .get(&service, &format!("{mails}/templates/digest"))
        .await;
    says(&one, 200, &["3 answers wanted", "/link/\u{2026}"]);
    assert!(!one.text().contains("qdl_secret"));
    let faulty = browser
        .get(&service, &format!("{mails}/templates/faulty"))
        .await;
    says(&faulty, 200, &["This mail cannot be written"]);
    assert_eq!(
        browser
            .get(&service, &format!("{mails}/templates/none"))
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn delegations_are_ones_own_or_an_administrators() {
    let service = circulated().await;
    let sponsor = signed_in(&service, "rochdale", "sponsor@r.example").await;
    let list = "/c/rochdale/delegations";
    let new = format!("{list}/new");
    let wrong = sponsor.post(&service, &new, "").await;
    says(
        &wrong,
        422,
        &["href=\"#to\"", "href=\"#first\"", "href=\"#reason\""],
    );
    let typed = [
        ("to", "other@r.example"),
        ("first", "20/10/2020"),
        ("last", "30/10/2020"),
        ("report", "q2/cabinet"),
        ("reason", "On leave"),
        // Whose they are is not for the form to say.
        ("from", "author@r.example"),
    ];
    let page = done(&service, &sponsor, &new, &typed).await;
    says(
        &page,
        200,
        &[
            "The delegation is recorded",
            "Head of Law",
            "in force",
            "Performance, quarter 2",
        ],
    );
    let given = newest(&service).await.to_string();
    assert!(given.contains("On leave"), "{given}");
    assert!(page.text().contains("Director of Policy"));
    let author = signed_in(&service, "rochdale", "author@r.example").await;
    says(&author.get(&service, list).await, 200, &["There is none."]);
    let end = format!("{list}/D1/end");
    assert_eq!(author.get(&service, &end).await.status, 404);
    assert_eq!(author.post(&service, &end, "").await.status, 403);
    let admin = with_roles(&service, &["administrator"]).await;
    says(
        &admin.get(&service, list).await,
        200,
        &["All delegations", "Director of Policy"],
    );
    says(&admin.get(&service, &new).await, 200, &["Whose sign-offs"]);
    let page = done(&service, &admin, &end, &[]).await;
    says(&page, 200, &["ended"]);
    assert_eq!(newest(&service).await["type"], "delegation.ended");
}
