package sarai.graph;

import sarai.agent.Agent;

/// Who answers what: one agent for each route.
public record Agents(
    Agent vision, Agent audio, Agent rag, Agent expert, Agent empathy, Agent tiny) {}
