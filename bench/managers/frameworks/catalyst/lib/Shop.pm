package Shop;

use Moose;
use namespace::autoclean;
use Catalyst;

extends 'Catalyst';

our $VERSION = '1';
our @catalog = map { { id => $_, name => "thing $_", price => $_ * 1.5 } } 1 .. ($ENV{ITEMS} || 0);

__PACKAGE__->config(name => 'Shop', encoding => undef);
__PACKAGE__->setup;

1;
