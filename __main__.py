"""Tweet Sentiment: X's filtered stream, Firehose, Comprehend, Elasticsearch and Kibana."""

from dataclasses import asdict

import pulumi

from components.collector import Collector, CollectorArgs
from components.delivery import Delivery, DeliveryArgs
from components.delivery_role import DeliveryRole
from components.failures import FailuresBucket, FailuresBucketArgs
from components.kibana import Kibana, KibanaArgs
from components.monitoring.monitoring import Monitoring, MonitoringArgs
from components.redrive import Redrive, RedriveArgs
from components.rules import StreamRules, StreamRulesArgs
from components.search import SearchDomain, SearchDomainArgs
from components.sentiment import SentimentTransform, SentimentTransformArgs
from components.settings.settings import load_settings

settings = load_settings()

# Quick to fail first: X checks the rules and the token before the slow domain is made.
rules = StreamRules("tweets-rules", StreamRulesArgs(settings=settings))

# The end of the pipeline before its beginning: nothing is sent to what is not ready.
domain = SearchDomain("tweets", SearchDomainArgs(settings=settings, rules=rules))
role = DeliveryRole("tweets-delivery")
kibana = Kibana(
    "tweets-bootstrap", KibanaArgs(settings=settings, domain=domain, delivery_role=role)
)

failures = FailuresBucket("tweets-failures", FailuresBucketArgs(settings=settings))
sentiment = SentimentTransform("tweets-sentiment", SentimentTransformArgs(settings=settings))
delivery = Delivery(
    "tweets-delivery",
    DeliveryArgs(
        settings=settings, role=role, sentiment=sentiment, failures=failures, kibana=kibana
    ),
)

collector = Collector(
    "tweets-collector", CollectorArgs(settings=settings, rules=rules, delivery=delivery)
)
redrive = Redrive(
    "tweets-redrive", RedriveArgs(settings=settings, failures=failures, delivery=delivery)
)
monitoring = Monitoring(
    "tweets-monitoring",
    MonitoringArgs(
        settings=settings,
        collector=collector,
        sentiment=sentiment,
        delivery=delivery,
        redrive=redrive,
        domain=domain,
    ),
)

pulumi.export("kibana_url", kibana.url)
pulumi.export("kibana_user", domain.master_user)
pulumi.export("kibana_password", domain.password)
pulumi.export("elasticsearch_endpoint", domain.endpoint)
pulumi.export("delivery_stream", delivery.stream_name)
pulumi.export("failures_bucket", failures.bucket_name)
pulumi.export("collector_function", collector.function.name)
pulumi.export("rules", [asdict(rule) for rule in settings.rules])
pulumi.export("operations_dashboard_url", monitoring.dashboard_url)
pulumi.export("alarms", monitoring.told)
