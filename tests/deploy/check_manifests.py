"""Checks the YAML files of deploy/: check_manifests.py FOLDER

Style by yamllint, Kubernetes objects against its schemas, and in the Compose and
kustomize files that all they refer to is there. Prints what the caller goes on to
check against the program. Ends with 0 if all is in order.
"""

import pathlib
import sys

import kubernetes_validate
import yaml
from yamllint import linter
from yamllint.config import YamlLintConfig

FOLDER = pathlib.Path(sys.argv[1])
KUBERNETES = "1.31"
STYLE = """
extends: default
rules:
  document-start: disable
  line-length: {max: 110}
  braces: {max-spaces-inside: 0}
  octal-values: disable
"""
# What make-passwords makes, and what is in no repository.
MADE = {"passwords.conf", "route.conf", "node.password", "operator.password"}
# What a service of Compose may say, of what we use.
SERVICE = {
    "build", "cap_drop", "command", "depends_on", "entrypoint", "environment", "healthcheck",
    "image", "ports", "profiles", "read_only", "restart", "secrets", "security_opt",
    "stop_grace_period", "stop_signal", "tmpfs", "ulimits", "volumes",
}
faults = []


def need(holds, fault):
    if not holds:
        faults.append(fault)


def exists(path, where):
    need(path.name in MADE or path.exists(), f"{where}: {path} is not there")


def style():
    for path in sorted(FOLDER.rglob("*.yaml")):
        for problem in linter.run(path.read_text(), YamlLintConfig(STYLE)):
            faults.append(f"{path}: {problem}")


def compose():
    path = FOLDER / "compose.yaml"
    document = yaml.safe_load(path.read_text())
    print("healthcheck:", document["x-node"]["healthcheck"]["test"][-1])
    for name, service in document["services"].items():
        unknown = set(service) - SERVICE
        need(not unknown, f"{name}: unknown {unknown}")
        for other in service.get("depends_on", {}):
            need("healthcheck" in document["services"][other], f"{name}: waits for {other}")
        for secret in service.get("secrets", []):
            exists(FOLDER / document["secrets"][secret]["file"], name)
        for volume in service["volumes"]:
            source = volume.split(":")[0]
            if source.startswith("."):
                exists(FOLDER / source, name)
            else:
                need(source in document["volumes"], f"{name}: no volume {source}")
        if "build" in service:
            exists(FOLDER / service["build"]["context"] / service["build"]["dockerfile"], name)


def objects():
    kustomization = yaml.safe_load((FOLDER / "kustomization.yaml").read_text())
    generated = set()
    for generator in kustomization["configMapGenerator"] + kustomization["secretGenerator"]:
        generated.add(generator["name"])
        for file in generator["files"]:
            exists(FOLDER / file.split("=")[-1], generator["name"])
    found = []
    for resource in kustomization["resources"]:
        for document in yaml.safe_load_all((FOLDER / resource).read_text()):
            kubernetes_validate.validate(document, KUBERNETES, strict=True)
            found.append(document)
    listed = {FOLDER / resource for resource in kustomization["resources"]}
    for path in (FOLDER / "kubernetes").glob("*.yaml"):
        need(path in listed, f"{path} is in no kustomization")
    return found, generated


def pods(found, generated):
    services = {one["metadata"]["name"] for one in found if one["kind"] == "Service"}
    for one in found:
        if one["kind"] != "StatefulSet":
            continue
        name, spec = one["metadata"]["name"], one["spec"]["template"]["spec"]
        need(one["spec"]["serviceName"] in services, f"{name}: no service")
        claims = {claim["metadata"]["name"] for claim in one["spec"]["volumeClaimTemplates"]}
        volumes = claims | {volume["name"] for volume in spec["volumes"]}
        for volume in spec["volumes"]:
            sources = [volume, *volume.get("projected", {}).get("sources", [])]
            for source in sources:
                known = source.get("configMap", {}).get("name")
                secret = source.get("secret", {})
                known = known or secret.get("name") or secret.get("secretName")
                optional = secret.get("optional", False)
                need(known is None or known in generated or optional, f"{name}: no {known}")
        for container in spec.get("initContainers", []) + spec["containers"]:
            for mount in container["volumeMounts"]:
                need(mount["name"] in volumes, f"{name}: no volume {mount['name']}")
            locked = container["securityContext"]
            need(locked["readOnlyRootFilesystem"], f"{name}: may write its root")
            need(not locked["allowPrivilegeEscalation"], f"{name}: may gain rights")
            need(locked["capabilities"]["drop"] == ["ALL"], f"{name}: has capabilities")
        need(spec["securityContext"]["runAsNonRoot"], f"{name}: runs as root")
        budgets = [
            budget for budget in found if budget["kind"] == "PodDisruptionBudget"
            and budget["spec"]["selector"] == one["spec"]["selector"]
        ]
        need(len(budgets) == 1, f"{name}: {len(budgets)} disruption budgets")
        probes = [
            probe["httpGet"]["path"]
            for container in spec["containers"]
            for key, probe in sorted(container.items())
            if key.endswith("Probe") and "httpGet" in probe
        ]
        if probes:
            print("probes:", *probes)


style()
compose()
pods(*objects())
for fault in faults:
    print(fault, file=sys.stderr)
sys.exit(bool(faults))
