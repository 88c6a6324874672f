package io.ordergate.identity.token;

import java.math.BigInteger;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;

/**
 * Points of an elliptic curve over a prime field (SEC 1, section 2.2.1), which the JDK computes for public keys only.
 * The time of a computation depends on the key, so the class serves only the start, which nobody can time.
 */
final class CurvePoints {

    private static final BigInteger TWO = BigInteger.TWO;
    private static final BigInteger THREE = BigInteger.valueOf(3);

    private final ECPoint generator;
    private final BigInteger a;
    private final BigInteger prime;

    CurvePoints(ECParameterSpec curve) {
        this.generator = curve.getGenerator();
        this.a = curve.getCurve().getA();
        this.prime = ((ECFieldFp) curve.getCurve().getField()).getP();
    }

    /** The public half of this private key: the generator, multiplied by the key. */
    ECPoint publicPoint(BigInteger privateKey) {
        var sum = ECPoint.POINT_INFINITY;
        for (var bit = privateKey.bitLength() - 1; bit >= 0; bit--) {
            sum = sum(sum, sum);
            if (privateKey.testBit(bit)) {
                sum = sum(sum, generator);
            }
        }
        return sum;
    }

    private ECPoint sum(ECPoint one, ECPoint other) {
        if (one.equals(ECPoint.POINT_INFINITY)) {
            return other;
        }
        if (other.equals(ECPoint.POINT_INFINITY)) {
            return one;
        }
        var x = one.getAffineX();
        var y = one.getAffineY();
        if (x.equals(other.getAffineX()) && (!y.equals(other.getAffineY()) || y.signum() == 0)) {
            return ECPoint.POINT_INFINITY;
        }
        var slope = x.equals(other.getAffineX())
                ? quotient(x.pow(2).multiply(THREE).add(a), y.multiply(TWO))
                : quotient(other.getAffineY().subtract(y), other.getAffineX().subtract(x));
        var sumX = slope.pow(2).subtract(x).subtract(other.getAffineX()).mod(prime);
        return new ECPoint(sumX, slope.multiply(x.subtract(sumX)).subtract(y).mod(prime));
    }

    private BigInteger quotient(BigInteger dividend, BigInteger divisor) {
        return dividend.multiply(divisor.mod(prime).modInverse(prime)).mod(prime);
    }
}
