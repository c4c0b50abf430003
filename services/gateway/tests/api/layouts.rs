//! Layouts of reports over HTTP.

use serde_json::json;

use crate::support::Service;

const ROOT: &str = "/api/v1/rochdale/layouts";

#[tokio::test]
async fn layouts_are_listed_with_those_that_come_with_the_product() {
    let service = Service::rochdale().await;
    let all = service.get(ROOT).await.good();
    assert_eq!(all["layouts"], json!([]));
    let built_in = all["built_in"].as_array().unwrap();
    let versions = |name: &str| {
        let of_name = built_in.iter().filter(|layout| layout["layout"] == name);
        of_name.count()
    };
    assert_eq!((versions("rochdale"), versions("plain")), (3, 1));

    let mut ours = service.get(&format!("{ROOT}/plain")).await.good()["built_in"][0].clone();
    ours["layout"] = json!("ours");
    let adopt = json!({ "adopt_layout": { "layout": ours } });
    service.command(&[], &adopt).await.good();
    let found = service.get(&format!("{ROOT}/ours")).await.good();
    assert_eq!(found["built_in"], json!([]));
    assert_eq!(found["layouts"][0]["layout"], "ours");
    assert_eq!(found["layouts"][0]["title"], ours["title"]);

    let unknown = service.get(&format!("{ROOT}/theirs")).await;
    unknown.problem(404, "QD0161");
}
