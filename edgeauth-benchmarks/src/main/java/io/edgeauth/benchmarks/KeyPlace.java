package io.edgeauth.benchmarks;

/** Where the API keys of a {@link KeyedGateway} are. */
public enum KeyPlace {
  /** In EdgeAuth's own memory, where every request looks. */
  MEMORY,
  /** In a database, of whose keys those that were asked for are remembered for 30 seconds. */
  DATABASE
}
