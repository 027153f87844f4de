package io.edgeauth.examples.idp;

import java.util.List;

/** The user whom a client's tokens speak of. */
record Person(String subject, String email, String tenant, List<String> roles) {

  static final Person ALICE = new Person("alice", "alice@example.com", "acme", List.of("user"));
  static final Person ROOT_ADMIN =
      new Person("root-admin", "root-admin@example.com", "acme", List.of("admin", "user"));

  Person {
    roles = List.copyOf(roles);
  }
}
