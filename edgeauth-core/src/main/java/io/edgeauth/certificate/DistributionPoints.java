package io.edgeauth.certificate;

import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names by which a certificate and a part of its issuer's revocations find together. They are
 * compared and nothing else: no address in a certificate is ever called.
 */
final class DistributionPoints {

  private static final int MAX_POINTS = 32;

  private DistributionPoints() {}

  /** Of a certificate: every point that has a full name, and is good for all reasons. */
  static Set<String> of(@Nullable Der extension) throws DerException {
    Set<String> points = new HashSet<>();
    if (extension != null) {
      for (Der point : extension.sequence(1, MAX_POINTS)) {
        List<Der> fields = point.sequence(0, 3);
        if (fields.size() == 1 && fields.get(0).is(0xa0)) {
          points.addAll(names(fields.get(0)));
        }
      }
    }
    return Set.copyOf(points);
  }

  /** The names of a distributionPoint field; none where it is relative to the issuer. */
  static Set<String> names(Der field) throws DerException {
    Set<String> names = new HashSet<>();
    Der choice = field.inner();
    if (choice.is(0xa0)) {
      List<Der> elements = choice.elements();
      for (Der name : elements.subList(0, Math.min(elements.size(), MAX_POINTS))) {
        names.add(HexFormat.of().formatHex(name.whole()));
      }
    }
    return names;
  }
}
