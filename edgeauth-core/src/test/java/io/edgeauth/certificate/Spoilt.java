package io.edgeauth.certificate;

import io.edgeauth.fixtures.TestCertificate;
import io.edgeauth.fixtures.TestCertificate.Draft;
import io.edgeauth.reason.Reason;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * One fault on one certificate of a chain of three, and its twin: the nearest that is legal.
 *
 * @param name what is wrong, with the id of the attack
 * @param level on which certificate
 * @param fault spoils it
 * @param twin the nearest that is legal
 * @param reason what the fault is refused for
 */
record Spoilt(String name, Level level, Change fault, Change twin, Reason reason) {

  enum Level {
    ROOT,
    INTERMEDIATE,
    LEAF
  }

  /** What is done to each certificate before it is made. */
  @FunctionalInterface
  interface Change {
    void to(Level at, Draft draft) throws Exception;
  }

  /** Root, intermediate and leaf, each signed by the one before. */
  record Three(X509Certificate root, X509Certificate intermediate, X509Certificate leaf) {

    List<X509Certificate> chain() {
      return List.of(leaf, intermediate);
    }
  }

  Three spoilt() throws Exception {
    return chain(fault);
  }

  Three good() throws Exception {
    return chain(twin);
  }

  static Three chain(Change change) throws Exception {
    Draft rootDraft = TestCertificate.root("root");
    change.to(Level.ROOT, rootDraft);
    TestCertificate root = rootDraft.make();
    Draft middle = root.intermediate("between");
    change.to(Level.INTERMEDIATE, middle);
    TestCertificate intermediate = middle.make();
    Draft last = intermediate.leaf("orders");
    change.to(Level.LEAF, last);
    return new Three(root.certificate(), intermediate.certificate(), last.make().certificate());
  }

  @Override
  public String toString() {
    return name + " on " + level;
  }
}
