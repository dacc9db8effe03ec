"""How good the answers are: gold sets, metrics, runs, reports, public benchmarks, speed."""
