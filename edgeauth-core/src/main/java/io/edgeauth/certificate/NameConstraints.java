package io.edgeauth.certificate;

import io.edgeauth.reason.Reasons;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * For which names an authority may issue (<a
 * href="https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.10">RFC 5280</a>). The JDK does not
 * apply those of the trusted authority itself, throws on some kinds, and takes every CN for the
 * name of a host; so they are applied here alone, on every level. A kind that is not known refuses
 * whatever stands below. Immutable.
 */
final class NameConstraints {

  /** Each name of each certificate below is compared with each of them. */
  private static final int MAX_SUBTREES = 128;

  private static final String EMAIL_ATTRIBUTE = "1.2.840.113549.1.9.1";

  private final List<NameSubtree> permitted = new ArrayList<>();
  private final List<NameSubtree> excluded = new ArrayList<>();

  private NameConstraints() {}

  static NameConstraints of(Der extension) throws DerException, ChainFault {
    NameConstraints constraints = new NameConstraints();
    for (Der field : extension.sequence(1, 2)) {
      if (!field.is(0xa0) && !field.is(0xa1)) {
        throw new DerException("name constraints that neither permit nor exclude");
      }
      constraints.read(field, field.is(0xa0) ? constraints.permitted : constraints.excluded);
    }
    return constraints;
  }

  private void read(Der subtrees, List<NameSubtree> into) throws DerException, ChainFault {
    List<Der> elements = subtrees.elements();
    if (elements.size() + permitted.size() + excluded.size() > MAX_SUBTREES) {
      throw CertificateContent.tooComplex("more than " + MAX_SUBTREES + " name constraints");
    }
    for (Der subtree : elements) {
      List<Der> fields = subtree.sequence(1, 3);
      if (fields.size() > 1) {
        throw refused("a subtree with a minimum or maximum");
      }
      GeneralName base = GeneralName.of(fields.get(0));
      if (!NameSubtree.isKnown(base.kind())) {
        throw refused("a constraint on names of kind " + base.kind());
      }
      into.add(NameSubtree.of(base));
    }
  }

  private static ChainFault refused(String detail) {
    return new ChainFault(Reasons.CERTIFICATE_NAME_CONSTRAINT, detail);
  }

  /**
   * Applies them to a certificate below.
   *
   * @throws ChainFault if one of its names is not permitted, or is excluded, or cannot be compared
   */
  void check(CertificateContent below) throws ChainFault {
    try {
      if (!below.subject().isEmpty()) {
        checkDirectory(below.subject());
      }
      for (GeneralName name : below.alternativeNames()) {
        switch (name.kind()) {
          case GeneralName.EMAIL -> checkEmail(name.text());
          case GeneralName.DNS -> checkDns(name.text());
          case GeneralName.URI -> checkUri(name.text());
          case GeneralName.DIRECTORY -> checkDirectory(name.directory());
          case GeneralName.IP -> {
            byte[] address = name.value().content();
            check(GeneralName.IP, subtree -> subtree.holdsIp(address));
          }
          default -> {
            // A constraint on its kind would have been refused.
          }
        }
      }
      for (String address : below.subject().values(EMAIL_ATTRIBUTE)) {
        checkEmail(address);
      }
      if (!below.hasAlternativeNames() && !below.isAuthority()) {
        checkCommonNames(below);
      }
    } catch (DerException e) {
      throw refused(String.valueOf(e.getMessage()));
    }
  }

  /** What is taken for a name where there is no other must be constrained like one. */
  private void checkCommonNames(CertificateContent below) throws DerException, ChainFault {
    for (String name : below.subject().commonNames()) {
      if (name.indexOf('@') >= 0) {
        checkEmail(name);
      } else if (name.contains("://")) {
        checkUri(name);
      } else if (name.indexOf('.') >= 0 && name.indexOf(' ') < 0) {
        checkDns(name);
      }
    }
  }

  private void checkEmail(String name) throws DerException, ChainFault {
    if (constrains(GeneralName.EMAIL)) {
      String address = NameSubtree.address(name);
      check(GeneralName.EMAIL, subtree -> subtree.holdsEmail(address, excluded.contains(subtree)));
    }
  }

  private void checkDns(String name) throws DerException, ChainFault {
    if (constrains(GeneralName.DNS)) {
      String host = NameSubtree.host(name);
      check(GeneralName.DNS, subtree -> subtree.holdsDns(host));
    }
  }

  private void checkUri(String name) throws DerException, ChainFault {
    if (constrains(GeneralName.URI)) {
      String host = NameSubtree.hostOf(name);
      check(GeneralName.URI, subtree -> subtree.isHost(host));
    }
  }

  private void checkDirectory(DistinguishedName name) throws DerException, ChainFault {
    if (constrains(GeneralName.DIRECTORY)) {
      List<Set<NameAttribute>> folded = NameSubtree.folded(name);
      check(GeneralName.DIRECTORY, subtree -> subtree.holdsDirectory(folded));
    }
  }

  private boolean constrains(int kind) {
    return permitted.stream().anyMatch(subtree -> subtree.kind() == kind)
        || excluded.stream().anyMatch(subtree -> subtree.kind() == kind);
  }

  @FunctionalInterface
  private interface Comparison {
    boolean holds(NameSubtree subtree) throws DerException;
  }

  private void check(int kind, Comparison name) throws DerException, ChainFault {
    for (NameSubtree subtree : excluded) {
      if (subtree.kind() == kind && name.holds(subtree)) {
        throw refused("a name of kind " + kind + " that is excluded");
      }
    }
    boolean constrained = false;
    for (NameSubtree subtree : permitted) {
      if (subtree.kind() == kind) {
        if (name.holds(subtree)) {
          return;
        }
        constrained = true;
      }
    }
    if (constrained) {
      throw refused("a name of kind " + kind + " that is not permitted");
    }
  }
}
