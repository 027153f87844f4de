package io.edgeauth.certificate;

import io.edgeauth.reason.Reasons;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Judges a path by what its certificates say, without computing any signature. The JDK's validator
 * looks at neither extended key usage nor anything that the trusted authority says of itself: its
 * validity, path length, name constraints and key usage count here.
 */
final class PathJudge {

  private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
  private static final String ANY_USAGE = "2.5.29.37.0";

  private final ChainSettings settings;

  PathJudge(ChainSettings settings) {
    this.settings = settings;
  }

  /** Judges what the client's own certificate says of itself. */
  void judgeLeaf(CertificateContent leaf, Instant now) throws ChainFault {
    judgeAny(leaf, now, "the certificate");
    leaf.checkAlgorithms();
    if (leaf.isAuthority()) {
      throw usage("an authority's certificate in place of a client's");
    }
    if (leaf.saysUse(CertificateContent.KEY_CERT_SIGN)) {
      throw usage("a client's certificate that may sign certificates");
    }
    if (!leaf.mayBeUsedFor(CertificateContent.DIGITAL_SIGNATURE)) {
      throw usage("a key that may not sign a handshake");
    }
    Set<String> purposes = leaf.extendedKeyUsage();
    if (isForClientsAlone() && purposes != null && !purposes.contains(CLIENT_AUTH)) {
      throw usage("an extended key usage without clientAuth");
    }
  }

  /**
   * Judges a whole path.
   *
   * @param path from the client's certificate, judged before, to the trusted authority
   */
  void judgePath(List<CertificateContent> path, Instant now) throws ChainFault {
    int top = path.size() - 1;
    if (top > settings.maxDepth()) {
      throw new ChainFault(
          Reasons.CERTIFICATE_DEPTH, top + " authorities, more than " + settings.maxDepth());
    }
    int below = 0; // certificates between the authority that is looked at and the client's
    for (int i = 1; i <= top; i++) {
      CertificateContent authority = path.get(i);
      String where = i == top ? "the trusted authority" : "the authority at " + i;
      judgeAny(authority, now, where);
      if (i == top) {
        authority.checkKey();
      } else {
        authority.checkAlgorithms();
      }
      judgeAuthority(authority, where);
      if (below > authority.extensions().pathLength()) {
        throw new ChainFault(
            Reasons.CERTIFICATE_DEPTH, where + " allows no " + below + " below it");
      }
      applyConstraints(authority, path.subList(0, i));
      if (!authority.isSelfIssued()) {
        below++;
      }
    }
  }

  private static void judgeAny(CertificateContent certificate, Instant now, String where)
      throws ChainFault {
    if (now.isBefore(certificate.notBefore())) {
      throw new ChainFault(
          Reasons.CERTIFICATE_NOT_YET_VALID,
          where + " is valid from " + certificate.notBefore() + " on");
    }
    if (now.isAfter(certificate.notAfter())) {
      throw new ChainFault(
          Reasons.CERTIFICATE_EXPIRED, where + " was valid until " + certificate.notAfter());
    }
    String unknown = certificate.extensions().unknownCritical();
    if (unknown != null) {
      throw new ChainFault(
          Reasons.CERTIFICATE_EXTENSION, where + " has a critical extension " + unknown);
    }
  }

  private void judgeAuthority(CertificateContent authority, String where) throws ChainFault {
    if (!authority.isAuthority()) {
      throw usage(where + " is none by its basic constraints");
    }
    if (!authority.mayBeUsedFor(CertificateContent.KEY_CERT_SIGN)) {
      throw usage(where + " may not sign certificates");
    }
    Set<String> purposes = authority.extendedKeyUsage();
    if (isForClientsAlone()
        && purposes != null
        && !purposes.contains(CLIENT_AUTH)
        && !purposes.contains(ANY_USAGE)) {
      throw usage(where + " may not issue for clients");
    }
  }

  /** RFC 5280: a new key of an authority's own name is not constrained, the client's always is. */
  private static void applyConstraints(CertificateContent authority, List<CertificateContent> below)
      throws ChainFault {
    NameConstraints constraints = authority.nameConstraints();
    if (constraints == null) {
      return;
    }
    for (int i = 0; i < below.size(); i++) {
      if (i == 0 || !below.get(i).isSelfIssued()) {
        constraints.check(below.get(i));
      }
    }
  }

  private boolean isForClientsAlone() {
    return settings.extendedKeyUsage() == ExtendedKeyUsage.CLIENT_AUTH;
  }

  private static ChainFault usage(String detail) {
    return new ChainFault(Reasons.CERTIFICATE_USAGE, detail);
  }
}
