//! Imports: forms and plain bodies, trials, faults and limits.

use axum::http::Method;

use crate::support::{FIXTURES, Service, form};

const PATH: &str = "/api/v1/rochdale/imports";

fn csv(name: &str, text: &str) -> Vec<(String, Vec<u8>)> {
    vec![(name.to_owned(), text.as_bytes().to_vec())]
}

const ITEMS: &str =
    "plan,ref,kind,title,due\nresources-2020-21,R90,action,Something new,2021-03-31\n";

#[tokio::test]
async fn a_trial_stores_nothing_and_says_what_would_happen() {
    let service = Service::rochdale().await;
    let place = service.get("/api/v1/rochdale").await.good()["place"].clone();
    let files = csv("items.csv", ITEMS);
    let tried = service
        .import(&format!("{PATH}?dry_run=true"), &files)
        .await
        .good();
    assert!(tried["accepted"].is_null());
    assert_eq!(
        (&tried["events"], &tried["rows"]["items"]),
        (&1.into(), &1.into())
    );
    assert_eq!(service.get("/api/v1/rochdale").await.good()["place"], place);
    let done = service
        .import(&format!("{PATH}?dry_run=false"), &files)
        .await
        .good();
    assert_eq!(done["accepted"]["events"], 1);
    assert_eq!(done["accepted"]["place"], place.as_u64().unwrap() + 1);
    // The same again changes nothing.
    let again = service.import(PATH, &files).await.good();
    assert_eq!(again["events"], 0);
}

#[tokio::test]
async fn a_plain_body_is_a_file() {
    let service = Service::rochdale().await;
    let kind = [("content-type", "text/csv; charset=utf-8")];
    let path = format!("{PATH}?filename=items.csv");
    let sent = service
        .send(None, Method::POST, &path, &kind, ITEMS.into())
        .await;
    assert_eq!(sent.good()["accepted"]["events"], 1);
    let nameless = service
        .send(None, Method::POST, PATH, &kind, ITEMS.into())
        .await;
    nameless.problem(400, "invalid_query");
    let json = [("content-type", "application/json")];
    let wrong = service
        .send(None, Method::POST, PATH, &json, b"{}".to_vec())
        .await;
    wrong.problem(415, "unsupported_media_type");
}

#[tokio::test]
async fn rows_that_name_no_plan_go_into_the_one_of_the_request() {
    let service = Service::rochdale().await;
    let files = csv(
        "items.csv",
        "ref,kind,title,due\nR91,action,Another,2021-03-31\n",
    );
    service.import(PATH, &files).await.problem(422, "QD0014");
    service
        .import(&format!("{PATH}?plan=resources-2020-21"), &files)
        .await
        .good();
    let item = service
        .get("/api/v1/rochdale/plans/resources-2020-21/items/R91")
        .await
        .good();
    assert_eq!(item["title"], "Another");
}

#[tokio::test]
async fn every_bad_cell_is_told_and_nothing_is_stored() {
    let service = Service::rochdale().await;
    let text = "plan,ref,kind,title,due\nresources-2020-21,R92,action,Fine,2021-03-31\n\
                resources-2020-21,R93,actoin,Bad,31/02/2021\n";
    let problem = service
        .import(PATH, &csv("items.csv", text))
        .await
        .problem(422, "QD0014");
    assert_eq!(problem["name"], "import_faults");
    let faults = problem["faults"].as_array().unwrap();
    assert_eq!(faults.len(), 2);
    assert_eq!(faults[0]["row"], 3);
    assert_eq!(faults[0]["column"], "kind");
    assert_eq!(faults[0]["code"], "bad_choice");
    assert_eq!(faults[1]["code"], "bad_date");
    for field in ["sheet", "found", "expected"] {
        assert!(!faults[0][field].as_str().unwrap().is_empty());
    }
    let absent = service
        .get("/api/v1/rochdale/plans/resources-2020-21/items/R92")
        .await;
    absent.problem(404, "QD0008");
    // Only so many are listed; the others are counted.
    let mut long = "plan,ref,kind,title\n".to_owned();
    (0..1_500).for_each(|row| long.push_str(&format!("p,R{row},nothing,Title\n")));
    let problem = service
        .import(PATH, &csv("items.csv", &long))
        .await
        .problem(422, "QD0014");
    assert_eq!(problem["faults"].as_array().unwrap().len(), 1_000);
    assert_eq!(problem["more"], 500);
}

/// Rows with a bad cell do not keep the rules from the others: one answer has
/// both, but for what only follows from a row that was left out.
#[tokio::test]
async fn faults_of_cells_and_of_rules_come_in_one_answer() {
    let service = Service::rochdale().await;
    let place = service.get("/api/v1/rochdale").await.good()["place"].clone();
    let files = |items: &str, observations: &str| {
        vec![
            csv("items.csv", items).remove(0),
            csv("observations.csv", observations).remove(0),
        ]
    };
    let items = "plan,ref,kind,title,due,aliases\n\
                 resources-2020-21,R92,action,Fine,2021-03-31,\n\
                 resources-2020-21,R93,action,Bad,31/02/2021,R93a\n\
                 resources-2020-21,R01,measure,Of another kind,2021-03-31,\n";
    let observations = "plan,ref,as_at,on_track,commentary\n\
                        resources-2020-21,R92,2020-09-30,yes,Of a row that is fine\n\
                        resources-2020-21,R93,2020-09-30,yes,Of a row that was left out\n\
                        resources-2020-21,R93a,2020-09-30,yes,Of its alias\n\
                        resources-2020-21,R999,2020-09-30,yes,Of nothing\n\
                        resources-2020-21,R02,soon,yes,Of no day\n";
    let sent = service.import(PATH, &files(items, observations)).await;
    let told = |problem: &serde_json::Value| {
        let faults = problem["faults"].as_array().unwrap().iter();
        let text = |fault: &serde_json::Value, name: &str| fault[name].to_string().replace('"', "");
        faults
            .map(|fault| {
                ["sheet", "row", "column", "code"]
                    .map(|name| text(fault, name))
                    .join(" ")
            })
            .collect::<Vec<_>>()
    };
    let problem = sent.problem(422, "QD0014");
    assert_eq!(
        told(&problem),
        [
            "items.csv 3 due bad_date",
            "items.csv 4 kind amendment_invalid",
            "observations.csv 5 ref unknown_item",
            "observations.csv 6 as_at bad_date",
        ],
        "{problem}"
    );
    assert!(problem["detail"].as_str().unwrap().starts_with("4 cells"));
    // Where an item row cannot be told by its reference, or a sheet not by its
    // columns, an unknown item may be of there.
    for items in [
        "plan,ref,kind,title\nresources-2020-21,,action,Nameless\n",
        "colour\nred\n",
    ] {
        let sent = service.import(PATH, &files(items, observations)).await;
        let problem = sent.problem(422, "QD0014");
        let told = told(&problem);
        assert_eq!(told.len(), 2, "{problem}");
        assert!(told[1].ends_with("6 as_at bad_date"), "{problem}");
    }
    // Of a plan whose row was left out the scheme is not known.
    let plans = "plan,title,scheme,decimals\nnew-2020-21,New,rochdale,many\n";
    let items = "plan,ref,kind,title,due\nnew-2020-21,N1,action,New,2020-06-30\n";
    let observations = "plan,ref,as_at,on_track\nnew-2020-21,N1,2020-09-30,no\n";
    let mut all = csv("plans.csv", plans);
    all.extend(files(items, observations));
    let problem = service.import(PATH, &all).await.problem(422, "QD0014");
    assert_eq!(
        told(&problem),
        ["plans.csv 2 decimals bad_number"],
        "{problem}"
    );
    assert_eq!(service.get("/api/v1/rochdale").await.good()["place"], place);
}

#[tokio::test]
async fn forms_that_are_none_are_refused() {
    let service = Service::rochdale().await;
    let kind = [("content-type", "multipart/form-data; boundary=XX")];
    let send = async |body: Vec<u8>| service.send(None, Method::POST, PATH, &kind, body).await;
    send(b"nothing".to_vec()).await.problem(400, "malformed");
    send(form(&[])).await.problem(400, "malformed");
    let field = "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--XX--\r\n";
    send(field.into()).await.problem(400, "malformed");
    let many: Vec<_> = (0..65)
        .map(|file| (format!("{file}.csv"), Vec::new()))
        .collect();
    send(form(&many)).await.problem(413, "too_large");
    send(form(&[("a.csv".to_owned(), vec![b'x'; (64 << 20) + 1])]))
        .await
        .problem(413, "too_large");
    let unbound = [("content-type", "multipart/form-data")];
    let answer = service
        .send(None, Method::POST, PATH, &unbound, form(&[]))
        .await;
    answer.problem(400, "malformed");
}

#[tokio::test]
async fn every_sample_cycle_is_imported() {
    let service = Service::empty();
    for cycle in [
        "rochdale-2019-20-q2",
        "rochdale-2023-24-q1",
        "rutland-2020-21-q2",
        "derby-2021-22-q2",
    ] {
        let id = format!("c-{cycle}");
        service.create(&id).await.good();
        let mut files = Vec::new();
        for entry in std::fs::read_dir(format!("{FIXTURES}/{cycle}")).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if name.ends_with(".csv") && name != "observations-q2.csv" {
                files.push((name, std::fs::read(path).unwrap()));
            }
        }
        service.clock.go_on(5 * 365 * 86_400);
        service
            .import(&format!("/api/v1/{id}/imports"), &files)
            .await
            .good();
    }
}
