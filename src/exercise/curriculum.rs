//! The domains of the CKS exam, as the CNCF's curriculum (v1.34) has them: <https://github.com/cncf/curriculum>

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Domain {
    ClusterSetup,
    ClusterHardening,
    SystemHardening,
    MicroserviceVulnerabilities,
    SupplyChainSecurity,
    RuntimeSecurity,
}

impl Domain {
    pub const ALL: [Self; 6] = [
        Self::ClusterSetup,
        Self::ClusterHardening,
        Self::SystemHardening,
        Self::MicroserviceVulnerabilities,
        Self::SupplyChainSecurity,
        Self::RuntimeSecurity,
    ];

    /// As the curriculum calls it.
    pub fn title(self) -> &'static str {
        match self {
            Self::ClusterSetup => "Cluster Setup",
            Self::ClusterHardening => "Cluster Hardening",
            Self::SystemHardening => "System Hardening",
            Self::MicroserviceVulnerabilities => "Minimize Microservice Vulnerabilities",
            Self::SupplyChainSecurity => "Supply Chain Security",
            Self::RuntimeSecurity => "Monitoring, Logging and Runtime Security",
        }
    }

    /// Its part of the exam, in percent.
    pub fn weight(self) -> u32 {
        match self {
            Self::ClusterHardening | Self::ClusterSetup => 15,
            Self::SystemHardening => 10,
            Self::MicroserviceVulnerabilities | Self::SupplyChainSecurity | Self::RuntimeSecurity => 20,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Domain;

    #[test]
    fn the_domains_make_a_whole_exam() {
        assert_eq!(Domain::ALL.iter().map(|domain| domain.weight()).sum::<u32>(), 100);
    }
}
