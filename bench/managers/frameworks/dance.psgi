package Dance;

# A site in Dancer2, some of whose routes leak, fill a cache or touch what was loaded before the fork.

use Dancer2;

set logger => 'null';

our @catalog = map { { id => $_, name => "thing $_", price => $_ * 1.5 } } 1 .. ($ENV{ITEMS} || 0);
our (@log, %page, %seen);

get '/ok' => sub { 'ok' };

get '/page' => sub {
    join '', '<ul>', (map { sprintf '<li>%s %.2f</li>', 'x' x rand 30, rand } 1 .. 5 + rand 100), '</ul>';
};

get '/json' => sub {
    content_type 'application/json';
    to_json { rows => [ map { { a => $_, b => rand } } 1 .. 5 + rand 60 ] };
};

get '/log' => sub { push @log, { at => time, what => 'x' x 150, who => rand }; 'ok' };

get '/seen' => sub { $seen{ rand() } = 1; 'ok' };

get '/loop' => sub {
    my $first = { pad => 'y' x 300 };
    $first->{second} = { first => $first };
    'ok';
};

get '/catalog' => sub {
    my $key = int rand(query_parameters->get('keys') || 300);
    $page{$key} //= join ',', map { "row $_ of $key" } 1 .. 200 + $key % 50;
    length $page{$key};
};

get '/search' => sub {
    my $sum = 0;
    for (1 .. query_parameters->get('n') || 40) {
        my $item = $catalog[ rand @catalog ];
        $sum += length "$item->{id} $item->{price}";
    }
    $sum;
};

Dance->to_app;
