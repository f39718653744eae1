//! What seclab asks of the Kubernetes API, against the control plane of seclab-k8s on this host's loopback: no node,
//! no root, ready in seconds.

#![expect(clippy::unwrap_used, reason = "a test that can not go on ends here")]

#[path = "support/e2e.rs"]
mod e2e;
#[path = "support/suite.rs"]
#[allow(unused_macros, reason = "this suite has one file")]
mod suite;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use seclab::catalog;
use seclab::event::Events;
use seclab::exercise::{self, Exercise, Part};
use seclab::paths::Paths;
use seclab::phase::Ask;
use seclab::runtime::kubernetes::Query;
use seclab::runtime::kubernetes::client::{Cluster, ClusterError, PodPort};
use seclab::runtime::kubernetes::kubeconfig::Kubeconfig;
use seclab::spec::kubernetes::Source;
use seclab::spec::name::Name;
use seclab::spec::workload::Observation;
use tempfile::TempDir;

fn main() -> std::process::ExitCode {
    suite::run(
        ControlPlane::start,
        vec![
            ("the_labs_pods_are_admitted_or_not_as_it_says".to_owned(), the_labs_pods_are_admitted_or_not_as_it_says),
            ("a_service_leads_to_a_port_of_a_pod_that_runs".to_owned(), a_service_leads_to_a_port_of_a_pod_that_runs),
            ("what_is_asked_of_a_cluster_is_answered".to_owned(), what_is_asked_of_a_cluster_is_answered),
            (
                "exercises_that_need_only_the_api_are_proven_here".to_owned(),
                exercises_that_need_only_the_api_are_proven_here,
            ),
            ("what_is_not_there_is_told_from_no_answer".to_owned(), what_is_not_there_is_told_from_no_answer),
        ],
    )
}

struct ControlPlane {
    program: PathBuf,
    folder: TempDir,
    server: Child,
    runtime: tokio::runtime::Runtime,
}

impl Drop for ControlPlane {
    fn drop(&mut self) {
        let pid = rustix::process::Pid::from_child(&self.server);
        // It ends etcd, too; killed, it would leave that behind.
        let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
        let _ = self.server.wait();
    }
}

impl ControlPlane {
    fn start() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let program = runtime.block_on(program());
        let folder = tempfile::Builder::new().prefix("seclab-control-plane-").tempdir().unwrap();
        let log = std::fs::File::create(folder.path().join("log")).unwrap();
        let mut command = Command::new(&program);
        command
            .args(["server", "--disable-agent", "--https-listen-port", "0", "--data-dir"])
            .arg(folder.path().join("data"));
        command.arg("--write-kubeconfig").arg(folder.path().join("kubeconfig"));
        let server =
            command.env("HOME", folder.path()).stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log);
        let mut control_plane = Self { server: server.spawn().unwrap(), program, folder, runtime };
        let began = Instant::now();
        while control_plane.kubectl(&["get", "serviceaccount", "default"]).is_err() {
            let log = || std::fs::read_to_string(control_plane.folder.path().join("log")).unwrap();
            assert!(control_plane.server.try_wait().unwrap().is_none(), "{}", log());
            assert!(began.elapsed() < Duration::from_mins(3), "{}", log());
            std::thread::sleep(Duration::from_millis(300));
        }
        control_plane
    }

    /// stdout, or stderr where it failed.
    fn kubectl(&self, arguments: &[&str]) -> Result<String, String> {
        let mut command = Command::new(&self.program);
        command.arg("kubectl").arg("--kubeconfig").arg(self.folder.path().join("kubeconfig")).args(arguments);
        let done = command.env("HOME", self.folder.path()).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
        if done.status.success() { Ok(text(&done.stdout)) } else { Err(text(&done.stderr)) }
    }

    fn apply(&self, text: &str) {
        self.with(text, &["apply"]);
    }

    fn replace(&self, text: &str) {
        self.with(text, &["replace", "--force", "--grace-period", "1"]);
    }

    fn delete(&self, text: &str) {
        self.with(text, &["delete", "--ignore-not-found", "--now"]);
    }

    fn with(&self, text: &str, words: &[&str]) {
        let file = self.folder.path().join("object.yaml");
        std::fs::write(&file, text).unwrap();
        self.kubectl(&[words, &["--filename", file.to_str().unwrap()]].concat()).unwrap();
    }

    fn kubeconfig(&self) -> Kubeconfig {
        let text = std::fs::read_to_string(self.folder.path().join("kubeconfig")).unwrap();
        Kubeconfig::parse("it", &text).unwrap()
    }

    fn ask<T>(&self, work: impl AsyncFnOnce(Cluster) -> Result<T, ClusterError>) -> Result<T, ClusterError> {
        self.runtime.block_on(async { work(Cluster::of(&self.kubeconfig()).await.unwrap()).await })
    }
}

/// seclab-k8s, built as `seclab up` builds it.
async fn program() -> PathBuf {
    let mut lab = catalog::load("rootless").unwrap();
    lab.lab.kubernetes.as_mut().unwrap().source = Source::Upstream;
    let elsewhere = PathBuf::from("/nowhere");
    let paths = Paths { data: elsewhere.clone(), cache: e2e::cache(), runtime: elsewhere };
    let found = seclab::supply::kubernetes(&lab, None, &|_| Box::pin(async { Ok(false) }), &paths, &Events::silent())
        .await
        .unwrap();
    found.unwrap().programs[0].artifact.file.clone()
}

fn the_labs_pods_are_admitted_or_not_as_it_says(control_plane: &ControlPlane) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("labs/rootless");
    let place = |file: &Path| folder.join(file).display().to_string();
    let lab = catalog::load("rootless").unwrap().lab;
    for file in &lab.kubernetes.as_ref().unwrap().manifests {
        control_plane.kubectl(&["apply", "--filename", &place(file)]).unwrap();
    }
    let mut refused = 0;
    for workload in lab.pods() {
        let file = place(workload.manifest.as_ref().unwrap());
        let said = control_plane.kubectl(&["apply", "--dry-run=server", "--filename", &file]);
        let wanted = workload.observe.iter().find_map(|one| match one {
            Observation::NotAdmitted(text) => Some(text),
            _ => None,
        });
        match (wanted, said) {
            (None, said) => assert_eq!(said, Ok(format!("pod/{} created (server dry run)", workload.name))),
            (Some(text), Err(said)) => {
                refused += 1;
                assert!(said.contains(text), "{}: {said}", workload.name);
            }
            (Some(_), Ok(said)) => panic!("{}: {said}", workload.name),
        }
    }
    assert!(refused >= 2, "{refused}");
}

fn a_service_leads_to_a_port_of_a_pod_that_runs(control_plane: &ControlPlane) {
    control_plane.apply(
        "apiVersion: v1\nkind: Service\nmetadata: {name: shop}\nspec:\n  selector: {app: shop}\n  ports:\n    \
        - {name: http, port: 80, targetPort: web}\n    - {name: plain, port: 81, targetPort: 8081}\n    - {name: same, port: 82}\n",
    );
    let behind = |port| control_plane.ask(async |cluster| cluster.port_behind("default", "shop", port).await);
    assert!(matches!(behind(80), Err(ClusterError::NoPod { .. })), "{:?}", behind(80));
    for name in ["shop-old", "shop-new"] {
        control_plane.apply(&format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, labels: {{app: shop}}}}\nspec:\n  containers:\n    \
            - {{name: main, image: x, ports: [{{name: web, containerPort: 8080}}]}}\n"
        ));
    }
    // No kubelet runs here: what it would report is written by hand.
    let running = "{\"status\":{\"phase\":\"Running\"}}";
    control_plane
        .kubectl(&["patch", "pod", "shop-new", "--subresource=status", "--type=merge", "--patch", running])
        .unwrap();
    for (port, there) in [(80, 8080), (81, 8081), (82, 82)] {
        let expected = PodPort { namespace: "default".to_owned(), pod: "shop-new".to_owned(), port: there };
        assert_eq!(behind(port).unwrap(), expected);
    }
    assert!(matches!(behind(83), Err(ClusterError::NoPort { port: 83, .. })), "{:?}", behind(83));
}

fn what_is_asked_of_a_cluster_is_answered(control_plane: &ControlPlane) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("labs/rootless");
    let text = |file: &str| std::fs::read_to_string(folder.join(file)).unwrap();
    let answer = |query: &Query| {
        let asked = async { Cluster::of(&control_plane.kubeconfig()).await.unwrap().answer(query).await };
        control_plane.runtime.block_on(asked).unwrap()
    };
    control_plane.apply(&text("manifests/namespaces.yaml"));
    control_plane.apply(&text("manifests/web.yaml"));

    let dry_run = |file: &str| answer(&Query::DryRun { manifest: text(file) });
    assert_eq!(dry_run("workloads/default.yaml"), "default would be made");
    let refused = dry_run("workloads/not-restricted.yaml");
    assert!(refused.contains("violates PodSecurity \"restricted:latest\": allowPrivilegeEscalation"), "{refused}");

    let manifests = ["manifests/namespaces.yaml", "manifests/web.yaml"].map(text).to_vec();
    let differences = || answer(&Query::Differences { manifests: manifests.clone() });
    assert_eq!(differences(), "same");
    let other = "{\"spec\":{\"type\":\"ClusterIP\"}}";
    control_plane.kubectl(&["patch", "service", "web", "--patch", other]).unwrap();
    control_plane.kubectl(&["label", "namespace", "baseline", "pod-security.kubernetes.io/enforce-"]).unwrap();
    let found = differences();
    assert!(
        found.starts_with("baseline: metadata.labels.pod-security.kubernetes.io/enforce differs, web: spec."),
        "{found}"
    );
    control_plane.kubectl(&["delete", "service", "web"]).unwrap();
    assert!(differences().ends_with(", web is missing"));

    control_plane
        .apply("apiVersion: v1\nkind: Pod\nmetadata: {name: hog}\nspec: {containers: [{name: main, image: x}]}\n");
    let place = || ("default".to_owned(), "hog".to_owned());
    // No kubelet runs here: what it would report is written by hand.
    let report = |status: &str| {
        let patch = format!(
            "{{\"status\":{{\"containerStatuses\":[{{\"name\":\"main\",\"image\":\"x\",\"imageID\":\"\",\"ready\":false,\"restartCount\":0,\"state\":{status}}}]}}}}"
        );
        let words = ["patch", "pod", "hog", "--subresource=status", "--type=merge", "--patch", &patch];
        control_plane.kubectl(&words).unwrap();
    };
    let field = |path: &[&str]| {
        let path = path.iter().map(|step| (*step).to_owned()).collect();
        let (api_version, kind, namespace, name) =
            ("v1".to_owned(), "Pod".to_owned(), Some("default".to_owned()), "hog".to_owned());
        answer(&Query::Field { api_version, kind, namespace, name, path })
    };
    assert_eq!(field(&["spec", "containers", "0", "image"]), "x");
    assert_eq!(field(&["spec", "containers", "0", "tty"]), "null");

    let actions = vec!["get pods".to_owned(), "create pods/exec".to_owned(), "list deployments.apps".to_owned()];
    let can = |who: &str| answer(&Query::Can { who: who.to_owned(), namespace: None, actions: actions.clone() });
    assert_eq!(can("eve"), "get pods: no; create pods/exec: no; list deployments.apps: no");
    let reader = ["create", "clusterrolebinding", "eve", "--clusterrole=view", "--user=eve"];
    control_plane.kubectl(&reader).unwrap();
    assert_eq!(can("eve"), "get pods: yes; create pods/exec: no; list deployments.apps: yes");

    report("{\"waiting\":{\"reason\":\"CreateContainerError\",\"message\":\"failed to\\n start\"}}");
    let (namespace, pod) = place();
    assert_eq!(answer(&Query::Trouble { namespace, pod }), "Pending failed to start");
    report("{\"terminated\":{\"reason\":\"OOMKilled\",\"exitCode\":137}}");
    let (namespace, pod) = place();
    assert_eq!(answer(&Query::Ended { namespace, pod, patient: true }), "OOMKilled");
    let (namespace, pod) = ("default".to_owned(), "nobody".to_owned());
    assert_eq!(answer(&Query::Trouble { namespace, pod }), "pods \"nobody\" not found");
}

/// What an exercise's checks say, by their names.
fn failing(control_plane: &ControlPlane, exercise: &Exercise) -> Vec<String> {
    let file = |path: &str| exercise.text(path);
    let setting = exercise.setting("student", &file);
    let mut failing = Vec::new();
    for check in &exercise.spec.checks {
        let question = check.question(&setting).unwrap().unwrap();
        let Ask::Cluster(query) = &question.ask else { panic!("{}: {}", exercise.spec.name, check.name) };
        let asked = async { Cluster::of(&control_plane.kubeconfig()).await.unwrap().answer(query).await };
        if !question.expected.holds(&control_plane.runtime.block_on(asked).unwrap()) {
            failing.push(check.name.to_string());
        }
    }
    failing.sort();
    failing
}

/// Whether neither a Pod nor the node is needed to prove it.
fn needs_the_api_only(exercise: &Exercise) -> bool {
    let file = |path: &str| exercise.text(path);
    let setting = exercise.setting("student", &file);
    exercise.spec.checks.iter().all(|check| {
        match check.question(&setting).unwrap().unwrap().ask {
            // Its status is what a kubelet makes of it.
            Ask::Cluster(Query::Field { path, .. }) => path.first().is_none_or(|key| key != "status"),
            Ask::Cluster(Query::Can { .. } | Query::DryRun { .. }) => true,
            _ => false,
        }
    })
}

/// As a student would, with a `kubectl` that knows the way.
fn attempt(control_plane: &ControlPlane, exercise: &Exercise, part: &Part) {
    let texts = exercise.part(part).unwrap();
    if let Some(manifest) = texts.manifest {
        control_plane.replace(&manifest);
    }
    let Some(script) = texts.script else { return };
    let bin = control_plane.folder.path().join("bin");
    std::fs::create_dir_all(&bin).unwrap();
    let (program, kubeconfig) = (control_plane.program.display(), control_plane.folder.path().join("kubeconfig"));
    let wrapper = format!("#!/bin/sh\nexec {program} kubectl --kubeconfig {} \"$@\"\n", kubeconfig.display());
    std::fs::write(bin.join("kubectl"), wrapper).unwrap();
    std::fs::set_permissions(bin.join("kubectl"), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let path = format!("{}:/usr/bin:/bin", bin.display());
    let done = Command::new("bash").args(["-euc", &script]).env("PATH", path).env("HOME", &bin).output().unwrap();
    assert!(done.status.success(), "{}: {}", part.path(), String::from_utf8_lossy(&done.stderr));
}

fn exercises_that_need_only_the_api_are_proven_here(control_plane: &ControlPlane) {
    let lab = catalog::load("rootless").unwrap();
    let exercises = exercise::of_lab(&lab.lab, &lab.files).unwrap();
    let mut proven = 0;
    for exercise in exercises.iter().filter(|exercise| needs_the_api_only(exercise)) {
        let set_up = exercise.part(&Part::SetUp).unwrap().manifest.unwrap();
        let sorted = |names: &[Name]| {
            let mut names: Vec<String> = names.iter().map(ToString::to_string).collect();
            names.sort();
            names
        };
        control_plane.apply(&set_up);
        let inventory = control_plane.ask(async |cluster| cluster.inventory().await).unwrap();
        assert!(inventory.contains(&format!("namespace {}\n", exercise.spec.name)), "{inventory}");
        assert_eq!(failing(control_plane, exercise), sorted(&exercise.spec.open), "{}", exercise.spec.name);
        for (name, fails) in &exercise.spec.wrong {
            let part = Part::Wrong(name.clone());
            attempt(control_plane, exercise, &part);
            assert_eq!(failing(control_plane, exercise), sorted(fails), "{}: {name}", exercise.spec.name);
            if let Some(manifest) = exercise.part(&part).unwrap().manifest {
                control_plane.delete(&manifest);
            }
            control_plane.delete(&set_up);
            control_plane.apply(&set_up);
        }
        attempt(control_plane, exercise, &Part::Solution);
        assert_eq!(failing(control_plane, exercise), [""; 0], "{}", exercise.spec.name);
        control_plane.delete(&set_up);
        proven += 1;
    }
    assert!(proven >= 2, "{proven}");
}

fn what_is_not_there_is_told_from_no_answer(control_plane: &ControlPlane) {
    let said = control_plane.ask(async |cluster| cluster.pod_port("default", "nobody", 80).await).unwrap_err();
    assert!(matches!(&said, ClusterError::Refused { said } if said == "pods \"nobody\" not found"), "{said:?}");
    // Nobody listens on the first port, and nobody is known by its certificate there.
    let elsewhere = control_plane.kubeconfig().named("elsewhere", "127.0.0.1:1").unwrap();
    let asked = control_plane
        .runtime
        .block_on(async { Cluster::of(&elsewhere).await.unwrap().pod_port("default", "nobody", 80).await });
    assert!(matches!(asked, Err(ClusterError::NoAnswer { .. })), "{asked:?}");
}
