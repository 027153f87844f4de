package io.edgeauth.certificate;

import io.edgeauth.reason.Reasons;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Leads a chain to a trusted authority, in bounded work (M21). The chain is taken as it came, each
 * certificate followed by its issuer, as TLS and RFC 9440 have it; so there is no graph to search,
 * and cross-signed meshes cost as much as a line. At each certificate the trusted authorities of
 * its issuer's name are tried, of which a client chooses neither number nor names.
 *
 * <p>Signatures are computed last, each once by us to choose the authority, and once more by the
 * JDK's validator, which judges what we found: signatures, names, basic constraints, path lengths,
 * policies. It judges beside us, not in our place; name constraints are ours alone.
 */
final class PathFinder {

  /** Authorities with the same name and key id, all of which the operator trusts. */
  private static final int MAX_TRIES = 16;

  private static final int MAX_BYTES = 64 * 1024;

  private final PathJudge judge;
  private final int maxCertificates;

  PathFinder(ChainSettings settings) {
    this.judge = new PathJudge(settings);
    this.maxCertificates = settings.maxDepth() + 1;
  }

  /**
   * Finds a path.
   *
   * @param chain as it came, the client's certificate first
   * @return the path, its last the trusted authority
   * @throws ChainFault if there is none that counts; of the first one that was tried
   */
  List<CertificateContent> find(
      List<X509Certificate> chain, TrustStore.Authorities authorities, Instant now)
      throws ChainFault {
    List<CertificateContent> contents = read(chain);
    checkOwner(contents, authorities);
    judge.judgeLeaf(contents.get(0), now);
    checkOrder(contents);
    ChainFault first = null;
    int tries = 0;
    for (int i = 0; i < contents.size(); i++) {
      for (CertificateContent authority : authorities.named(contents.get(i).issuerName())) {
        if (!contents.get(i).mayBeIssuedBy(authority)) {
          continue;
        }
        if (++tries > MAX_TRIES) {
          throw first != null ? first : CertificateContent.tooComplex("too many authorities");
        }
        List<CertificateContent> path = new ArrayList<>(contents.subList(0, i + 1));
        path.add(authority);
        try {
          judge.judgePath(path, now);
          verify(path, now);
          return path;
        } catch (ChainFault e) {
          first = preferred(first, e);
        }
      }
    }
    throw first != null
        ? first
        : untrusted("a trusted authority is named as the issuer, and has another key id");
  }

  /** Before anything else, since what is wrong with others' certificates is not ours to say. */
  private static void checkOwner(
      List<CertificateContent> contents, TrustStore.Authorities authorities) throws ChainFault {
    if (contents.stream().allMatch(one -> authorities.named(one.issuerName()).isEmpty())) {
      throw untrusted(
          "no trusted authority is named "
              + contents.get(contents.size() - 1).issuerName().getName());
    }
  }

  private static ChainFault untrusted(String detail) {
    return new ChainFault(Reasons.CERTIFICATE_UNTRUSTED, detail);
  }

  /** An authority that has not signed says less than one that has, and may not. */
  private static ChainFault preferred(@Nullable ChainFault first, ChainFault now) {
    return first == null || first.reason().equals(Reasons.CERTIFICATE_SIGNATURE) ? now : first;
  }

  private List<CertificateContent> read(List<X509Certificate> chain) throws ChainFault {
    if (chain.isEmpty()) {
      throw new ChainFault(Reasons.CERTIFICATE_MALFORMED, "a chain of nothing");
    }
    if (chain.size() > maxCertificates) {
      throw new ChainFault(Reasons.CERTIFICATE_DEPTH, "a chain of " + chain.size());
    }
    List<CertificateContent> contents = new ArrayList<>();
    int bytes = 0;
    for (X509Certificate certificate : chain) {
      CertificateContent content = CertificateContent.of(certificate);
      contents.add(content);
      bytes += content.encoded().length;
      if (bytes > MAX_BYTES) {
        throw CertificateContent.tooComplex("a chain of more than " + MAX_BYTES + " bytes");
      }
    }
    return contents;
  }

  private static void checkOrder(List<CertificateContent> contents) throws ChainFault {
    for (int i = 0; i + 1 < contents.size(); i++) {
      if (!contents.get(i).issuerName().equals(contents.get(i + 1).subjectName())) {
        throw untrusted("certificate " + (i + 1) + " of the chain is not followed by its issuer");
      }
    }
  }

  private static void verify(List<CertificateContent> path, Instant now) throws ChainFault {
    for (int i = path.size() - 2; i >= 0; i--) {
      try {
        path.get(i).certificate().verify(path.get(i + 1).key());
      } catch (GeneralSecurityException | RuntimeException e) {
        throw new ChainFault(
            Reasons.CERTIFICATE_SIGNATURE,
            "certificate " + (i + 1) + " was not signed by the issuer that it names: " + e);
      }
    }
    validate(path, now);
  }

  /**
   * An authority that constrains names is where one part of the path ends and the next begins. As
   * the end of a part the JDK does not apply its constraints, which we have applied: it takes every
   * CN for the name of a host, those of authorities too, and refuses what RFC 5280 allows. Policies
   * are then judged in parts, so that what binds them over the whole path is refused.
   */
  private static void validate(List<CertificateContent> path, Instant now) throws ChainFault {
    int from = 0;
    for (int i = 1; i + 1 < path.size(); i++) {
      if (path.get(i).nameConstraints() != null) {
        validatePart(path.subList(from, i + 1), now);
        from = i;
      }
    }
    if (from > 0 && path.stream().anyMatch(one -> one.extensions().constrainsPolicies())) {
      throw new ChainFault(
          Reasons.CERTIFICATE_EXTENSION, "policy constraints beside name constraints");
    }
    validatePart(path.subList(from, path.size()), now);
  }

  private static void validatePart(List<CertificateContent> path, Instant now) throws ChainFault {
    CertificateContent top = path.get(path.size() - 1);
    try {
      CertPath line =
          CertificateFactory.getInstance("X.509")
              .generateCertPath(
                  path.subList(0, path.size() - 1).stream()
                      .map(CertificateContent::certificate)
                      .toList());
      PKIXParameters parameters =
          new PKIXParameters(Set.of(new TrustAnchor(top.certificate(), null)));
      parameters.setRevocationEnabled(false); // it would call where certificates say
      parameters.setDate(Date.from(now));
      parameters.setPolicyMappingInhibited(true); // mappings make the policy tree grow
      var unused = CertPathValidator.getInstance("PKIX").validate(line, parameters);
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new ChainFault(Reasons.CERTIFICATE_UNTRUSTED, "the JDK refuses the path: " + e);
    }
  }
}
